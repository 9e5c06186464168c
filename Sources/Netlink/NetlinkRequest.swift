// SPDX-License-Identifier: Apache-2.0

public import NetlinkWire

/// A message to the kernel, and what it is about in words for the error if it fails.
public struct NetlinkRequest: Hashable, Sendable {
    /// What is tried, such as `"add link"`.
    public let operation: String
    /// On what, such as a link's name; may be empty.
    public let subject: String
    /// The message; the socket gives it its number and port id.
    public let message: NetlinkMessage
    /// Whether a list that keeps changing while the kernel sends it is better than none.
    public var takesInterruptedList = false

    /// A request by its parts.
    public init(_ operation: String, subject: String, message: NetlinkMessage) {
        self.operation = operation
        self.subject = subject
        self.message = message
    }

    /// A request that carries a value, and that is acknowledged.
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

    /// A request for a list of all that match.
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

    /// Whether it asks for a list (`NLM_F_DUMP`): the same bits mean something else where something is added.
    var isList: Bool {
        message.flags.isSuperset(of: .dump) && !message.flags.contains(.acknowledge)
    }

    /// Whether the kernel answers it even if all goes well.
    var isAnswered: Bool {
        isList || message.flags.contains(.acknowledge)
    }

    func error(_ cause: NetlinkError.Cause) -> NetlinkError {
        NetlinkError(operation: operation, subject: subject, cause: cause)
    }
}
