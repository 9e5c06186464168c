// SPDX-License-Identifier: Apache-2.0

/// What a received message means to the one who waits for it.
public enum NetlinkReply: Hashable, Sendable {
    /// Nothing (`NLMSG_NOOP`).
    case noOperation
    /// An error or an acknowledgement (`NLMSG_ERROR`).
    case error(ErrorMessage)
    /// The end of a multipart answer (`NLMSG_DONE`).
    case done(DoneMessage)
    /// Data was lost (`NLMSG_OVERRUN`).
    case overrun
    /// An answer's content or a notification, and any type below 16 that has no meaning yet.
    case content(NetlinkMessage)

    /// Reads what the message means; only errors and ends are looked into.
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
