// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import NetlinkWire

/// A failed request to the kernel: the operation, its object, and the cause.
///
/// The description is one line: `add link vethab12: EEXIST: File exists: kernel: "…"`. Compare ``number``, never the text.
public struct NetlinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The cause of a failure.
    public enum Cause: Hashable, Sendable {
        /// The kernel rejected the request.
        ///
        /// The values are the error number, the kernel's message if it sent one (`NLMSGERR_ATTR_MSG`), and the offset of the rejected
        /// attribute in the request (`NLMSGERR_ATTR_OFFS`).
        case refused(ErrorNumber, message: String?, offset: Int?)
        /// The socket could not send the request or receive the reply.
        case failed(SyscallError)
        /// The listed objects changed during each of five attempts (`NLM_F_DUMP_INTR`).
        case dumpInterrupted
        /// The kernel sent no reply, or a reply without the requested object.
        case unanswered
        /// The reply could not be decoded.
        case malformed(DecodeError)
    }

    /// The operation, such as `"add link"`.
    public let operation: String
    /// The object of the operation, such as the name of a link; may be empty.
    public let subject: String
    /// The cause of the failure.
    public let cause: Cause

    /// Creates an error from its parts.
    public init(operation: String, subject: String, cause: Cause) {
        self.operation = operation
        self.subject = subject
        self.cause = cause
    }

    /// The error number from the kernel's reply or the socket; nil for other causes.
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
        case .refused(let number, let message?, _): "\(number): kernel: \"\(message)\""
        case .refused(let number, nil, _): "\(number)"
        case .failed(let error): "\(error)"
        case .dumpInterrupted: "interrupted by changes in each of five attempts"
        case .unanswered: "the kernel did not answer"
        case .malformed(let error): "\(error)"
        }
    }
}

extension NetlinkError {
    /// A Boolean value that indicates whether the object already exists (`EEXIST`).
    public var isExists: Bool { number == .exists }
    /// A Boolean value that indicates whether another object refers to the object (`EBUSY`).
    public var isBusy: Bool { number == .busy }
    /// A Boolean value that indicates whether the link does not exist (`ENODEV`).
    public var isNoDevice: Bool { number == .noDevice }
    /// A Boolean value that indicates whether the object does not exist.
    ///
    /// The error number is `ENOENT` for a table, set, element or neighbor, `ESRCH` for a route, and `EADDRNOTAVAIL` for an address.
    public var isNotFound: Bool { number == .notFound || number == .noSuchProcess || number == .addressNotAvailable }
    /// A Boolean value that indicates whether the object or its link does not exist.
    public var isGone: Bool { isNotFound || isNoDevice }
    /// A Boolean value that indicates whether the link of a route is down or missing, or does not reach the router (`ENETDOWN`,
    /// `ENETUNREACH`, `EHOSTUNREACH`, `ENODEV`).
    public var isUnreachable: Bool {
        isNoDevice || number == .networkDown || number == .networkUnreachable || number == .hostUnreachable
    }
    /// A Boolean value that indicates whether the ruleset has changed since its generation was read (`ERESTART`).
    public var isOutdated: Bool { number == .restart }
}
