// SPDX-License-Identifier: Apache-2.0

/// The kernel's details beside an error number (`enum nlmsgerr_attrs`), if the socket enables them (`NETLINK_EXT_ACK`).
public struct ExtendedAck: Hashable, Sendable {
    /// The kernel's message (`NLMSGERR_ATTR_MSG`); on success, a warning.
    public var message: String?
    /// The offset of the rejected attribute, in bytes from the header of the request (`NLMSGERR_ATTR_OFFS`).
    public var offset: UInt32?
    /// The type of the required attribute that is missing (`NLMSGERR_ATTR_MISS_TYPE`).
    public var missingType: UInt32?
    /// The offset of the nest that lacks the attribute; nil for the top level (`NLMSGERR_ATTR_MISS_NEST`).
    public var missingNest: UInt32?
    /// All other attributes, unchanged, such as a cookie or a policy.
    public var unknown: [Attribute] = []

    /// Creates empty details.
    public init() {}

    init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.message: message = attribute.text
            case Field.offset: offset = try attribute.integer()
            case Field.missingType: missingType = try attribute.integer()
            case Field.missingNest: missingNest = try attribute.integer()
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// `NLMSGERR_ATTR_…`.
    private enum Field {
        static let message: UInt16 = 1
        static let offset: UInt16 = 2
        static let missingType: UInt16 = 5
        static let missingNest: UInt16 = 6
    }
}
