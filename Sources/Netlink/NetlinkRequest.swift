// SPDX-License-Identifier: Apache-2.0

public import NetlinkWire

/// A message to the kernel, with a description of its operation for errors.
public struct NetlinkRequest: Hashable, Sendable {
    /// The operation, such as `"add link"`.
    public let operation: String
    /// The object of the operation, such as the name of a link; may be empty.
    public let subject: String
    /// The message; the socket assigns its sequence number and port id.
    public let message: NetlinkMessage
    /// A Boolean value that indicates whether an interrupted list is returned after the last attempt, instead of an error.
    public var acceptsInterruptedList = false

    /// Creates a request from its parts.
    public init(_ operation: String, subject: String, message: NetlinkMessage) {
        self.operation = operation
        self.subject = subject
        self.message = message
    }

    /// Creates a request with a value as its payload, which the kernel acknowledges.
    public init(
        _ operation: String,
        subject: String,
        type: MessageType,
        flags: NetlinkFlags = [],
        body: some NetlinkPayload
    ) {
        let message = NetlinkMessage(type: type, flags: flags.union([.request, .acknowledge]), payload: body)
        self.init(operation, subject: subject, message: message)
    }

    /// Returns a request for a list of all matching objects.
    public static func list(
        _ operation: String,
        subject: String,
        type: MessageType,
        body: some NetlinkPayload
    ) -> NetlinkRequest {
        NetlinkRequest(
            operation,
            subject: subject,
            message: NetlinkMessage(type: type, flags: [.request, .dump], payload: body)
        )
    }

    /// A Boolean value that indicates whether the request is for a list (`NLM_F_DUMP`); in a request to add, the same bits have another
    /// meaning.
    var isList: Bool {
        message.flags.isSuperset(of: .dump) && !message.flags.contains(.acknowledge)
    }

    /// A Boolean value that indicates whether the kernel replies on success.
    var isAnswered: Bool {
        isList || message.flags.contains(.acknowledge)
    }

    func error(_ cause: NetlinkError.Cause) -> NetlinkError {
        NetlinkError(operation: operation, subject: subject, cause: cause)
    }
}
