// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import NetlinkWire

/// A request to the kernel that failed: what was tried, on what, and why.
///
/// Prints as one line: `add link vethab12: EEXIST: File exists: kernel: "…"`. Compare ``number``, never words.
public struct NetlinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why a request failed.
    public enum Cause: Hashable, Sendable {
        /// The kernel said no: its number, its words if it had any (`NLMSGERR_ATTR_MSG`), and the byte of the
        /// request that it disliked (`NLMSGERR_ATTR_OFFS`).
        case refused(ErrorNumber, words: String?, offset: Int?)
        /// The socket could not carry the request or its answer.
        case failed(SyscallError)
        /// What is listed kept changing: five lists in a row were interrupted (`NLM_F_DUMP_INTR`).
        case dumpInterrupted
        /// The kernel did not answer: another request of the same datagram stopped it.
        case unanswered
        /// The answer could not be read.
        case malformed(DecodeError)
    }

    /// What was tried, such as `"add link"`.
    public let operation: String
    /// On what, such as a link's name; may be empty.
    public let subject: String
    /// Why it failed.
    public let cause: Cause

    /// An error with all its parts.
    public init(operation: String, subject: String, cause: Cause) {
        self.operation = operation
        self.subject = subject
        self.cause = cause
    }

    /// The error number, from the kernel's answer or from the socket; nil for causes that have none.
    public var number: ErrorNumber? {
        switch cause {
        case .refused(let number, _, _): number
        case .failed(let error): error.number
        case .dumpInterrupted, .unanswered, .malformed: nil
        }
    }

    /// The error in one line.
    public var description: String {
        let head = subject.isEmpty ? operation : "\(operation) \(subject)"
        return "\(head): \(reason)"
    }

    private var reason: String {
        switch cause {
        case .refused(let number, let words?, _): "\(number): kernel: \"\(words)\""
        case .refused(let number, nil, _): "\(number)"
        case .failed(let error): "\(error)"
        case .dumpInterrupted: "interrupted by changes in each of five attempts"
        case .unanswered: "the kernel did not answer"
        case .malformed(let error): "\(error)"
        }
    }
}

extension NetlinkError {
    /// It is there already (`EEXIST`).
    public var isExists: Bool { number == .exists }
    /// Something refers to it (`EBUSY`).
    public var isBusy: Bool { number == .busy }
    /// There is no such link (`ENODEV`).
    public var isNoDevice: Bool { number == .noDevice }
    /// There is no such table, set, element or neighbor (`ENOENT`), or no such route (`ESRCH`), or no such address
    /// (`EADDRNOTAVAIL`).
    public var isNotFound: Bool { number == .notFound || number == .noSuchProcess || number == .addressNotAvailable }
    /// What it is about is not there, or its link is not.
    public var isGone: Bool { isNotFound || isNoDevice }
    /// The link of a route is down or gone, or its router is not reached by it (`ENETDOWN`, `ENETUNREACH`, `EHOSTUNREACH`, `ENODEV`).
    public var isUnreachable: Bool {
        isNoDevice || number == .networkDown || number == .networkUnreachable || number == .hostUnreachable
    }
    /// The ruleset has changed since its generation was read (`ERESTART`).
    public var isOutdated: Bool { number == .restart }
}
