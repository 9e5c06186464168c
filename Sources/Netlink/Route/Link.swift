// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// A link as the kernel tells it.
public struct Link: Hashable, Sendable {
    /// Everything that the kernel told.
    public let message: LinkMessage
    /// The name.
    public let name: String

    /// The link that a message is about; nil if the message names none.
    public init?(_ message: LinkMessage) {
        guard let name = message.name else { return nil }
        self.message = message
        self.name = name
    }

    /// The number that it keeps as long as it stays in its namespace, from 1.
    public var index: LinkIndex { message.index }
    /// What kind of virtual link it is: `"bridge"`, `"veth"`, …; nil for hardware and `lo`.
    public var kind: String? { message.kind?.name }
    /// The hardware address, if it is an Ethernet address.
    public var macAddress: MACAddress? { message.address }
    /// The longest packet in bytes.
    public var mtu: UInt32 { message.mtu ?? 0 }
    /// The index of the bridge or other link that it is a port of.
    public var master: LinkIndex? { message.master }
    /// The group that it is handled with; 0 is everybody's.
    public var group: UInt32 { message.group ?? 0 }
    /// The text that somebody gave it.
    public var alias: String? { message.alias }
    /// Whether it is switched on.
    public var isUp: Bool { message.isUp }
    /// Whether it is switched on and passes packets.
    public var isRunning: Bool { message.flags.contains(.running) }
    /// The state as RFC 2863 has it.
    public var operationalState: OperationalState { message.operationalState ?? .unknown }
    /// The index of the other end of a veth, or of the link below; it counts in ``peerNamespaceID`` if that is set.
    public var peer: LinkIndex? { message.link }
    /// The id of the namespace that the other end is in, as seen from the link's own; nil if it is the same one.
    public var peerNamespaceID: Int32? { message.linkNamespaceID }
    /// How often it has come to pass packets since it was made; nil where the kernel does not tell (before 4.16).
    public var carrierUpCount: UInt32? { message.carrierUpCount }

    /// Its settings as a port of a bridge; nil if it is none.
    public var bridgePort: BridgePort? {
        guard case .bridge(let port) = message.port else { return nil }
        return port
    }

    /// Its settings as a bridge; nil if it is none.
    public var bridge: Bridge? {
        guard case .bridge(let bridge) = message.kind else { return nil }
        return bridge
    }
}
