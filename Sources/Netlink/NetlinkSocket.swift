// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import LinuxSystem
public import NetlinkWire
import Synchronization

/// A netlink socket: requests go in, the kernel's answers come out.
///
/// It belongs to the network namespace that it was opened in, wherever it is used. The kernel carries a request out on
/// the calling thread before sending returns, so calls are synchronous; the caller chooses its thread. Calls from
/// several threads at once wait for each other.
public final class NetlinkSocket: NetlinkExchange {
    fileprivate struct State: ~Copyable {
        let descriptor: NetlinkDescriptor
        var buffer: [UInt8]
        var sequence: UInt32 = 1
        var sendBufferSize = 200_000
    }

    /// The kernel puts at most 32 KiB of a list into one datagram; a single answer may be longer than that.
    private static var bufferSize: Int { 256 * 1024 }
    /// How often a list is asked for that changes while the kernel sends it.
    static var attempts: Int { 5 }

    /// The number that the kernel gave the socket, and by which events say who caused them.
    public let portID: UInt32

    private let state: Mutex<State>

    /// Opens a socket in a namespace, or where the calling thread is.
    public init(_ family: NetlinkFamily, in namespace: NetworkNamespace? = nil) throws(NetlinkError) {
        do throws(SyscallError) {
            let descriptor = try NetlinkDescriptor(family: family, namespace: namespace)
            portID = descriptor.portID
            state = Mutex(State(descriptor: descriptor, buffer: Array(repeating: 0, count: Self.bufferSize)))
        } catch {
            throw NetlinkError(operation: "open netlink socket", subject: "", cause: .failed(error))
        }
    }

    /// The index of the link of a name in the socket's namespace; nil if there is none.
    ///
    /// Quicker than asking by message, since it waits for no lock (`SIOCGIFINDEX`).
    ///
    /// Equivalent to: `cat /sys/class/net/NAME/ifindex`
    public func linkIndex(of name: InterfaceName) -> LinkIndex? {
        state.withLock { $0.descriptor.linkIndex(of: "\(name)") }.map(LinkIndex.init(rawValue:))
    }

    /// Sends requests in one datagram and returns the messages that answer each of them.
    ///
    /// A list that changed while it was sent is asked for again, five times at most.
    public func exchange(_ requests: [NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]] {
        guard let first = requests.first else { return [] }
        precondition(requests.count == 1 || !requests.contains(where: \.isList), "a list travels alone")
        return try Self.retrying(first) { () throws(SyscallError) in
            try state.withLock { state throws(SyscallError) in try state.carry(requests) }
        }
    }

    /// Carries requests again and again while what they list changes meanwhile; the first one names errors.
    static func retrying(
        _ first: NetlinkRequest,
        _ carry: () throws(SyscallError) -> NetlinkAnswers
    ) throws(NetlinkError) -> [[NetlinkMessage]] {
        for attempt in 1...attempts {
            let answers: NetlinkAnswers
            do throws(SyscallError) {
                answers = try carry()
            } catch {
                throw first.error(.failed(error))
            }
            let result = try answers.result()
            if !answers.isInterrupted || first.takesInterruptedList && attempt == attempts { return result }
        }
        throw first.error(.dumpInterrupted)
    }
}

extension NetlinkSocket.State {
    /// Sends requests and takes in all that answers them.
    fileprivate mutating func carry(_ requests: [NetlinkRequest]) throws(SyscallError) -> NetlinkAnswers {
        var answers = NetlinkAnswers(to: requests, firstSequence: sequence, portID: descriptor.portID)
        try send(requests)
        // Nothing is awaited: the kernel has answered before it returned from sending.
        while !answers.isComplete, let count = try descriptor.receive(into: &buffer) {
            // A copy: messages that are kept must keep neither the whole buffer nor make it be copied.
            answers.receive(Array(buffer[..<count])[...])
        }
        return answers
    }

    private mutating func send(_ requests: [NetlinkRequest]) throws(SyscallError) {
        var writer = ByteWriter()
        for request in requests {
            var message = request.message
            message.sequence = sequence
            message.portID = descriptor.portID
            message.encode(to: &writer)
            sequence &+= 1
        }
        if writer.bytes.count > sendBufferSize {
            descriptor.makeRoomToSend(writer.bytes.count)
            sendBufferSize = writer.bytes.count
        }
        try descriptor.send(writer.bytes)
    }
}
