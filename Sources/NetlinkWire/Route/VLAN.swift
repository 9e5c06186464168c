// SPDX-License-Identifier: Apache-2.0

/// A link that sends frames with a VLAN tag over a lower link (`IFLA_VLAN_…`, IEEE 802.1Q).
///
/// A nil value is not sent. ``LinkMessage/link`` is the lower link.
public struct VLAN: Hashable, Sendable {
    /// Flags of a VLAN link (`VLAN_FLAG_…`).
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The kernel's bits.
        public let rawValue: UInt32

        /// Creates flags from their bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Frames on this link appear untagged (`reorder_hdr`).
        public static let reordersHeader = Self(rawValue: 1 << 0)
        /// The link registers its VLAN by GVRP (`gvrp`).
        public static let gvrp = Self(rawValue: 1 << 1)
        /// The link stays up while the lower link is down (`loose_binding`).
        public static let looseBinding = Self(rawValue: 1 << 2)
        /// The link registers its VLAN by MVRP (`mvrp`).
        public static let mvrp = Self(rawValue: 1 << 3)
        /// The link is up if a port of the lower bridge has its VLAN (`bridge_binding`).
        public static let bridgeBinding = Self(rawValue: 1 << 4)
    }

    /// The VLAN id, from 0 to 4095 (`IFLA_VLAN_ID`).
    public var id: UInt16?
    /// The flags; only those in ``changedFlags`` apply (`IFLA_VLAN_FLAGS`).
    public var flags: Flags = []
    /// The flags that a request changes; the kernel reports all bits.
    public var changedFlags: Flags?
    /// The tag's ethertype: 0x8100 (802.1Q) or 0x88a8 (802.1ad) (`IFLA_VLAN_PROTOCOL`).
    public var protocolNumber: UInt16?
    /// All other attributes, unchanged, including the priority maps.
    public var unknown: [Attribute] = []

    /// Creates a VLAN link with the kernel's defaults, or with a VLAN id.
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
