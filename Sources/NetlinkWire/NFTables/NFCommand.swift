// SPDX-License-Identifier: Apache-2.0

/// A change of the ruleset, as a message of a batch.
public struct NFCommand: Hashable, Sendable {
    /// The operation, such as `"add rule"`.
    public let operation: String
    /// The object of the operation, such as `"mdnp forward"`.
    public let subject: String
    /// The message; the socket assigns its sequence number.
    public let message: NetlinkMessage

    init(
        _ operation: String,
        subject: String,
        type: MessageType,
        flags: NetlinkFlags,
        body: some NetlinkPayload
    ) {
        self.operation = operation
        self.subject = subject
        self.message = NetlinkMessage(type: type, flags: flags.union([.request, .acknowledge]), payload: body)
    }
}
