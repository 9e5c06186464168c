// SPDX-License-Identifier: Apache-2.0

/// What the kernel adds to an error number (`enum nlmsgerr_attrs`), if the socket asked for it (`NETLINK_EXT_ACK`).
public struct ExtendedAck: Hashable, Sendable {
    /// The kernel's own words (`NLMSGERR_ATTR_MSG`); also with a success, as a warning.
    public var message: String?
    /// Where in the request the offending attribute is, in bytes from the request's header (`NLMSGERR_ATTR_OFFS`).
    public var offset: UInt32?
    /// The type of the attribute that was needed and not there (`NLMSGERR_ATTR_MISS_TYPE`).
    public var missingType: UInt32?
    /// Where in the request the nest is that lacks it; none if it is the top level (`NLMSGERR_ATTR_MISS_NEST`).
    public var missingNest: UInt32?
    /// All the rest, a cookie and a policy among them, as it came.
    public var unknown: [Attribute] = []

    /// One that says nothing.
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
