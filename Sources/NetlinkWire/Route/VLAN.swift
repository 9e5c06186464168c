// SPDX-License-Identifier: Apache-2.0

/// A link whose frames carry a tag on the link below it (`IFLA_VLAN_…`, IEEE 802.1Q).
///
/// A value of nil is not sent. ``LinkMessage/link`` is the link below it.
public struct VLAN: Hashable, Sendable {
    /// Flags of a VLAN link (`VLAN_FLAG_…`).
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The kernel's bits.
        public let rawValue: UInt32

        /// Flags of these bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Frames look like untagged ones on this link (`reorder_hdr`).
        public static let reordersHeader = Self(rawValue: 1 << 0)
        /// The link registers its number by GVRP (`gvrp`).
        public static let gvrp = Self(rawValue: 1 << 1)
        /// The link stays up while the one below is down (`loose_binding`).
        public static let looseBinding = Self(rawValue: 1 << 2)
        /// The link registers its number by MVRP (`mvrp`).
        public static let mvrp = Self(rawValue: 1 << 3)
        /// The link is up if a port of the bridge below has its number (`bridge_binding`).
        public static let bridgeBinding = Self(rawValue: 1 << 4)
    }

    /// The tag's number, from 0 to 4095 (`IFLA_VLAN_ID`).
    public var id: UInt16?
    /// The flags, as far as ``changedFlags`` covers them (`IFLA_VLAN_FLAGS`).
    public var flags: Flags = []
    /// The flags that a request is about; the kernel reports all bits.
    public var changedFlags: Flags?
    /// The tag's ethertype: 0x8100 (802.1Q) or 0x88a8 (802.1ad) (`IFLA_VLAN_PROTOCOL`).
    public var protocolNumber: UInt16?
    /// All other attributes, as they came, the maps of priorities among them.
    public var unknown: [Attribute] = []

    /// A VLAN link with the kernel's own settings, or of a number.
    public init(id: UInt16? = nil) {
        self.id = id
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.id: id = try attribute.integer()
            case Field.flags:
                // `struct ifla_vlan_flags`: the flags, then the mask.
                let both: UInt64 = try attribute.integer()
                flags = Flags(rawValue: UInt32(truncatingIfNeeded: both))
                changedFlags = Flags(rawValue: UInt32(both >> 32))
            case Field.protocolNumber: protocolNumber = try attribute.bigEndianInteger()
            default: unknown.append(attribute.detached)
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.id, integer: id)
        writer.attribute(
            Field.flags,
            integer: changedFlags.map { UInt64($0.rawValue) << 32 | UInt64(flags.rawValue) }
        )
        writer.attribute(Field.protocolNumber, bigEndian: protocolNumber)
        writer.attributes(unknown)
    }

    /// `IFLA_VLAN_…`.
    private enum Field {
        static let id: UInt16 = 1
        static let flags: UInt16 = 2
        static let protocolNumber: UInt16 = 5
    }
}
