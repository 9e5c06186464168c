// SPDX-License-Identifier: Apache-2.0

/// The lifetime of an address (`struct ifa_cacheinfo`).
public struct AddressLifetime: Hashable, Sendable {
    /// The time during which the address is used for new connections, in seconds, or ``forever`` (`ifa_prefered`).
    public var preferred: UInt32
    /// The time until the kernel removes the address, in seconds, or ``forever`` (`ifa_valid`).
    public var valid: UInt32
    /// The time of creation, in hundredths of a second since boot; 0 in a request (`cstamp`).
    public var created: UInt32
    /// The time of the last change, in hundredths of a second since boot; 0 in a request (`tstamp`).
    public var updated: UInt32

    /// The number of seconds for an unlimited lifetime (`INFINITY_LIFE_TIME`).
    public static let forever: UInt32 = .max

    /// Creates a lifetime.
    public init(preferred: UInt32, valid: UInt32, created: UInt32 = 0, updated: UInt32 = 0) {
        self.preferred = preferred
        self.valid = valid
        self.created = created
        self.updated = updated
    }

    init(_ attribute: Attribute) throws(DecodeError) {
        var reader = ByteReader(attribute.payload)
        preferred = try reader.integer("preferred lifetime")
        valid = try reader.integer("valid lifetime")
        created = try reader.integer("creation time of an address")
        updated = try reader.integer("update time of an address")
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(integer: preferred)
        writer.append(integer: valid)
        writer.append(integer: created)
        writer.append(integer: updated)
    }
}
