// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A link with its own MAC address that shares the hardware of a lower link (`IFLA_MACVLAN_…`).
///
/// A nil value is not sent. ``LinkMessage/link`` is the lower link.
public struct Macvlan: Hashable, Sendable {
    /// The reachability among links of the same hardware (`MACVLAN_MODE_…`).
    public struct Mode: RawRepresentable, Hashable, Sendable {
        /// The kernel's number.
        public let rawValue: UInt32

        /// Creates a mode from its number.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// No links reach each other (`private`).
        public static let isolated = Self(rawValue: 1)
        /// All links reach each other, if the external switch returns the frames (`vepa`).
        public static let vepa = Self(rawValue: 2)
        /// All links reach each other (`bridge`).
        public static let bridge = Self(rawValue: 4)
        /// A single link has exclusive use of the hardware (`passthru`).
        public static let passthrough = Self(rawValue: 8)
        /// The link accepts frames of selected senders only (`source`).
        public static let source = Self(rawValue: 16)
    }

    /// Flags of a macvlan (`MACVLAN_FLAG_…`).
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The kernel's bits.
        public let rawValue: UInt16

        /// Creates flags from their bits.
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The lower link does not become promiscuous (`nopromisc`, with ``Mode/passthrough`` only).
        public static let notPromiscuous = Self(rawValue: 1)
        /// Frames of selected senders go to this link only (`nodst`, with ``Mode/source`` only).
        public static let withoutDestination = Self(rawValue: 2)
    }

    /// A change of the selected senders (`MACVLAN_MACADDR_…`).
    public struct SourceChange: RawRepresentable, Hashable, Sendable {
        /// The kernel's number.
        public let rawValue: UInt32

        /// Creates a change from its number.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Adds senders.
        public static let add = Self(rawValue: 0)
        /// Removes senders.
        public static let delete = Self(rawValue: 1)
        /// Removes all senders.
        public static let flush = Self(rawValue: 2)
        /// Replaces all senders.
        public static let set = Self(rawValue: 3)
    }

    /// The mode (`IFLA_MACVLAN_MODE`); the kernel's default is ``Mode/vepa``.
    public var mode: Mode?
    /// The flags (`IFLA_MACVLAN_FLAGS`).
    public var flags: Flags?
    /// In a request, the change to apply with ``sources`` (`IFLA_MACVLAN_MACADDR_MODE`).
    public var sourceChange: SourceChange?
    /// The senders of ``Mode/source`` (`IFLA_MACVLAN_MACADDR_DATA`).
    public var sources: [MACAddress] = []
    /// The number of senders (`IFLA_MACVLAN_MACADDR_COUNT`); read-only.
    public var sourceCount: UInt32?
    /// The length of the queue of broadcast and multicast frames (`IFLA_MACVLAN_BC_QUEUE_LEN`).
    public var broadcastQueueLength: UInt32?
    /// The longest queue length among the links of the same hardware (`IFLA_MACVLAN_BC_QUEUE_LEN_USED`); read-only.
    public var usedBroadcastQueueLength: UInt32?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a macvlan with the kernel's defaults, or with a mode.
    public init(mode: Mode? = nil) {
        self.mode = mode
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.mode: mode = Mode(rawValue: try attribute.integer())
            case Field.flags: flags = Flags(rawValue: try attribute.integer())
            case Field.sourceChange: sourceChange = SourceChange(rawValue: try attribute.integer())
            case Field.sources:
                // With any address that is not an Ethernet address, the whole list remains in `unknown`.
                let addresses = try attribute.attributes().map { MACAddress(bytes: $0.payload) }
                if addresses.contains(nil) || addresses.isEmpty || !sources.isEmpty {
                    unknown.append(attribute.detached)
                } else {
                    sources = addresses.compactMap { $0 }
                }
            case Field.sourceCount: sourceCount = try attribute.integer()
            case Field.broadcastQueueLength: broadcastQueueLength = try attribute.integer()
            case Field.usedBroadcastQueueLength: usedBroadcastQueueLength = try attribute.integer()
            default: unknown.append(attribute.detached)
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.mode, integer: mode?.rawValue)
        writer.attribute(Field.flags, integer: flags?.rawValue)
        writer.attribute(Field.sourceChange, integer: sourceChange?.rawValue)
        if !sources.isEmpty {
            writer.attribute(Field.sources) { writer in
                for address in sources { writer.attribute(Field.source, address: address) }
            }
        }
        writer.attribute(Field.sourceCount, integer: sourceCount)
        writer.attribute(Field.broadcastQueueLength, integer: broadcastQueueLength)
        writer.attribute(Field.usedBroadcastQueueLength, integer: usedBroadcastQueueLength)
        writer.attributes(unknown)
    }

    /// `IFLA_MACVLAN_…`.
    private enum Field {
        static let mode: UInt16 = 1
        static let flags: UInt16 = 2
        static let sourceChange: UInt16 = 3
        static let source: UInt16 = 4
        static let sources: UInt16 = 5
        static let sourceCount: UInt16 = 6
        static let broadcastQueueLength: UInt16 = 7
        static let usedBroadcastQueueLength: UInt16 = 8
    }
}
