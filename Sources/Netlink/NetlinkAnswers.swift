// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import NetlinkWire

/// Sorts what comes out of a socket to the requests that it answers.
struct NetlinkAnswers {
    private struct Pending {
        let request: NetlinkRequest
        var messages: [NetlinkMessage] = []
        var isOver: Bool
    }

    private var pending: [Pending]
    private let firstSequence: UInt32
    private let portID: UInt32
    /// What failed first.
    private var failure: NetlinkError?
    /// Whether what was listed changed meanwhile (`NLM_F_DUMP_INTR`).
    private(set) var isInterrupted = false

    /// Answers to requests that were numbered in order from a first number on.
    init(to requests: [NetlinkRequest], firstSequence: UInt32, portID: UInt32) {
        pending = requests.map { Pending(request: $0, isOver: !$0.isAnswered) }
        self.firstSequence = firstSequence
        self.portID = portID
    }

    /// Whether nothing more has to come.
    var isComplete: Bool {
        pending.allSatisfy(\.isOver)
    }

    /// Takes in one datagram.
    mutating func receive(_ datagram: ArraySlice<UInt8>) {
        do throws(DecodeError) {
            for message in try NetlinkMessage.decodeAll(datagram) { try receive(message) }
        } catch {
            for index in pending.indices { end(index, with: .malformed(error)) }
        }
    }

    private mutating func receive(_ message: NetlinkMessage) throws(DecodeError) {
        // What answers nobody here is left over from a request that was given up.
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
        return .refused(ErrorNumber(rawValue: number), words: ack.message, offset: ack.offset.map(Int.init))
    }

    /// Notes that a request is over; the first of all causes of failure is kept.
    private mutating func end(_ index: Int, with cause: NetlinkError.Cause?) {
        pending[index].isOver = true
        if let cause, failure == nil { failure = pending[index].request.error(cause) }
    }

    /// The messages for each request, once nothing more comes; or what failed first.
    func result() throws(NetlinkError) -> [[NetlinkMessage]] {
        if let failure { throw failure }
        if let silent = pending.first(where: { !$0.isOver }) { throw silent.request.error(.unanswered) }
        return pending.map(\.messages)
    }
}
