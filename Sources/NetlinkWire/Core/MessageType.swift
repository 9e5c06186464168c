// SPDX-License-Identifier: Apache-2.0

/// What a message is (`nlmsg_type`).
///
/// Below 16 the meaning is the same in every netlink family.
public struct MessageType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number as it travels.
    public let rawValue: UInt16

    /// The type of this number.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// To be ignored (`NLMSG_NOOP`).
    public static let noOperation = MessageType(rawValue: 1)
    /// An error or an acknowledgement (`NLMSG_ERROR`).
    public static let error = MessageType(rawValue: 2)
    /// The end of a multipart answer (`NLMSG_DONE`).
    public static let done = MessageType(rawValue: 3)
    /// Data was lost (`NLMSG_OVERRUN`).
    public static let overrun = MessageType(rawValue: 4)

    /// Whether it is one of the types that every family shares (below `NLMSG_MIN_TYPE`).
    public var isControl: Bool { rawValue < 16 }

    /// The number.
    public var description: String { "\(rawValue)" }
}
