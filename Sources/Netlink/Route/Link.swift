// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// A link, as the kernel reports it.
public struct Link: Hashable, Sendable {
    /// The complete message of the kernel.
    public let message: LinkMessage
    /// The name.
    public let name: String

    /// Creates a link from a message; nil for a message without a name.
    public init?(_ message: LinkMessage) {
        guard let name = message.name else { return nil }
        self.message = message
        self.name = name
    }

    /// The index, from 1, which is constant while the link remains in its namespace.
    public var index: LinkIndex { message.index }
    /// The kind of virtual link, such as `"bridge"` or `"veth"`; nil for hardware and `lo`.
    public var kind: String? { message.kind?.name }
    /// The hardware address, for an Ethernet address.
    public var macAddress: MACAddress? { message.address }
    /// The MTU in bytes.
    public var mtu: UInt32 { message.mtu ?? 0 }
    /// The index of the bridge or other master of the link.
    public var master: LinkIndex? { message.master }
    /// The group; 0 is the default.
    public var group: UInt32 { message.group ?? 0 }
    /// The alias.
    public var alias: String? { message.alias }
    /// A Boolean value that indicates whether the link is administratively up.
    public var isUp: Bool { message.isUp }
    /// A Boolean value that indicates whether the link is up and passes packets.
    public var isRunning: Bool { message.flags.contains(.running) }
    /// The operational state, as defined by RFC 2863.
    public var operationalState: OperationalState { message.operationalState ?? .unknown }
    /// The index of the peer of a veth, or of the lower link; relative to ``peerNamespaceID`` if that is set.
    public var peer: LinkIndex? { message.link }
    /// The id of the peer's namespace, as seen from the link's namespace; nil for the same namespace.
    public var peerNamespaceID: Int32? { message.linkNamespaceID }
    /// The number of times that the link began to pass packets since its creation; nil before Linux 4.16.
    public var carrierUpCount: UInt32? { message.carrierUpCount }

    /// The settings as a bridge port; nil for another link.
    public var bridgePort: BridgePort? {
        guard case .bridge(let port) = message.port else { return nil }
        return port
    }

    /// The settings as a bridge; nil for another link.
    public var bridge: Bridge? {
        guard case .bridge(let bridge) = message.kind else { return nil }
        return bridge
    }
}
