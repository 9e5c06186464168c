// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import LinuxSystem
public import NetlinkWire
import Synchronization

/// A netlink socket, which sends requests and returns the kernel's replies.
///
/// The socket belongs to the network namespace in which it was opened, wherever it is used. The kernel executes a request on the calling
/// thread before the send returns. Calls are therefore synchronous, and the caller chooses the thread. Concurrent calls wait for each
/// other.
public final class NetlinkSocket: NetlinkExchange {
    fileprivate struct State: ~Copyable {
        let descriptor: NetlinkDescriptor
        var buffer: [UInt8]
        var sequence: UInt32 = 1
        var sendBufferSize = 200_000
    }

    /// The kernel sends lists in datagrams of at most 32 KiB; a single reply may be longer.
    private static var bufferSize: Int { 256 * 1024 }
    /// The maximum number of attempts for a list that changes while the kernel sends it.
    static var attempts: Int { 5 }

    /// The port id that the kernel assigned to the socket, which identifies the socket in events.
    public let portID: UInt32

    private let state: Mutex<State>

    /// Opens a socket in a namespace, or in the namespace of the calling thread.
    public init(_ family: NetlinkFamily, in namespace: NetworkNamespace? = nil) throws(NetlinkError) {
        do throws(SyscallError) {
            let descriptor = try NetlinkDescriptor(family: family, namespace: namespace)
            portID = descriptor.portID
            state = Mutex(State(descriptor: descriptor, buffer: Array(repeating: 0, count: Self.bufferSize)))
        } catch {
            throw NetlinkError(operation: "open netlink socket", subject: "", cause: .failed(error))
        }
    }

    /// Returns the index of a link in the socket's namespace; nil if the link does not exist.
    ///
    /// The call is faster than a message, since it takes no lock (`SIOCGIFINDEX`).
    ///
    /// Equivalent to: `cat /sys/class/net/NAME/ifindex`
    public func linkIndex(of name: InterfaceName) -> LinkIndex? {
        state.withLock { $0.descriptor.linkIndex(of: "\(name)") }.map(LinkIndex.init(rawValue:))
    }

    /// Sends requests in one datagram and returns the messages of the reply to each.
    ///
    /// A list that changes while the kernel sends it is requested again, up to five attempts.
    public func exchange(_ requests: [NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]] {
        guard let first = requests.first else { return [] }
        precondition(requests.count == 1 || !requests.contains(where: \.isList), "a dump is sent alone")
        return try Self.retrying(first) { () throws(SyscallError) in
            try state.withLock { state throws(SyscallError) in try state.carry(requests) }
        }
    }

    /// Sends requests again while their list changes during the reply; errors name the first request.
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
            if !answers.isInterrupted || first.acceptsInterruptedList && attempt == attempts { return result }
        }
        throw first.error(.dumpInterrupted)
    }
}

extension NetlinkSocket.State {
    /// Sends requests and receives their replies.
    fileprivate mutating func carry(_ requests: [NetlinkRequest]) throws(SyscallError) -> NetlinkAnswers {
        var answers = NetlinkAnswers(to: requests, firstSequence: sequence, portID: descriptor.portID)
        try send(requests)
        // No wait is needed: the kernel has replied before the send returns.
        while !answers.isComplete, let count = try descriptor.receive(into: &buffer) {
            // The copy prevents that kept messages retain the whole buffer, or cause a copy of it.
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
