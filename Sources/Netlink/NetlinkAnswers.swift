// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import NetlinkWire

/// Assigns received messages to the requests that caused them.
struct NetlinkAnswers {
    private struct Pending {
        let request: NetlinkRequest
        var messages: [NetlinkMessage] = []
        var isComplete: Bool
    }

    private var pending: [Pending]
    private let firstSequence: UInt32
    private let portID: UInt32
    /// The first error.
    private var failure: NetlinkError?
    /// A Boolean value that indicates whether a listed object changed during the list (`NLM_F_DUMP_INTR`).
    private(set) var isInterrupted = false

    /// Creates replies to requests with consecutive sequence numbers.
    init(to requests: [NetlinkRequest], firstSequence: UInt32, portID: UInt32) {
        pending = requests.map { Pending(request: $0, isComplete: !$0.isAnswered) }
        self.firstSequence = firstSequence
        self.portID = portID
    }

    /// A Boolean value that indicates whether all replies are complete.
    var isComplete: Bool {
        pending.allSatisfy(\.isComplete)
    }

    /// Processes a datagram.
    mutating func receive(_ datagram: ArraySlice<UInt8>) {
        do throws(DecodeError) {
            for message in try NetlinkMessage.decodeAll(datagram) { try receive(message) }
        } catch {
            for index in pending.indices { end(index, with: .malformed(error)) }
        }
    }

    private mutating func receive(_ message: NetlinkMessage) throws(DecodeError) {
        // A message for another sequence number belongs to a request that was abandoned.
        let index = Int(message.sequence &- firstSequence)
        guard message.portID == portID && index < pending.count else { return }
        if message.flags.contains(.dumpInterrupted) && pending[index].request.isList { isInterrupted = true }
        switch try NetlinkReply(message) {
        case .noOperation: break
        case .overrun: end(index, with: .failed(Self.overrun))
        case .error(let error): end(index, with: cause(error.errorNumber, explainedBy: error.extendedAck))
        case .done(let done): end(index, with: cause(done.errorNumber, explainedBy: done.extendedAck))
        case .content(let message): pending[index].messages.append(message)
        }
    }

    private static var overrun: SyscallError {
        SyscallError(operation: "receive", subject: "netlink answer", number: .noBufferSpace)
    }

    private func cause(_ number: Int32, explainedBy ack: ExtendedAck) -> NetlinkError.Cause? {
        if number == 0 { return nil }
        return .refused(ErrorNumber(rawValue: number), message: ack.message, offset: ack.offset.map(Int.init))
    }

    /// Marks a request as complete; the first error is kept.
    private mutating func end(_ index: Int, with cause: NetlinkError.Cause?) {
        pending[index].isComplete = true
        if let cause, failure == nil { failure = pending[index].request.error(cause) }
    }

    /// Returns the messages for each request, or throws the first error.
    func result() throws(NetlinkError) -> [[NetlinkMessage]] {
        if let failure { throw failure }
        if let silent = pending.first(where: { !$0.isComplete }) { throw silent.request.error(.unanswered) }
        return pending.map(\.messages)
    }
}
