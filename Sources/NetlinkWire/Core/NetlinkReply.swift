// SPDX-License-Identifier: Apache-2.0

/// The meaning of a received message for the sender of a request.
public enum NetlinkReply: Hashable, Sendable {
    /// A message without effect (`NLMSG_NOOP`).
    case noOperation
    /// An error or an acknowledgement (`NLMSG_ERROR`).
    case error(ErrorMessage)
    /// The end of a multipart reply (`NLMSG_DONE`).
    case done(DoneMessage)
    /// A loss of data (`NLMSG_OVERRUN`).
    case overrun
    /// The content of a reply, a notification, or a reserved type below 16.
    case content(NetlinkMessage)

    /// Creates the meaning of a message; only errors and ends of lists are decoded.
    public init(_ message: NetlinkMessage) throws(DecodeError) {
        switch message.type {
        case .noOperation: self = .noOperation
        case .error: self = .error(try ErrorMessage(message))
        case .done: self = .done(try DoneMessage(message))
        case .overrun: self = .overrun
        default: self = .content(message)
        }
    }
}
