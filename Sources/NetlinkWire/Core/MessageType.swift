// SPDX-License-Identifier: Apache-2.0

/// The type of a message (`nlmsg_type`).
///
/// Types below 16 have the same meaning in every netlink family.
public struct MessageType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number on the wire.
    public let rawValue: UInt16

    /// Creates a type from its number.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// A message without effect (`NLMSG_NOOP`).
    public static let noOperation = MessageType(rawValue: 1)
    /// An error or an acknowledgement (`NLMSG_ERROR`).
    public static let error = MessageType(rawValue: 2)
    /// The end of a multipart reply (`NLMSG_DONE`).
    public static let done = MessageType(rawValue: 3)
    /// A loss of data (`NLMSG_OVERRUN`).
    public static let overrun = MessageType(rawValue: 4)

    /// A Boolean value that indicates whether the type is common to all families (below `NLMSG_MIN_TYPE`).
    public var isControl: Bool { rawValue < 16 }

    /// The number.
    public var description: String { "\(rawValue)" }
}
