// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import LinuxSystem
public import NetlinkWire

extension Links {
    /// Changes several properties of a link in one request; errors contain the name of the operation.
    ///
    /// The kernel applies the properties one after the other, and stops at the first that it rejects.
    ///
    /// Equivalent to: `ip link set dev NAME …`
    public func set(
        _ link: LinkReference,
        as operation: String = "set link",
        _ edit: (inout LinkMessage) -> Void
    ) throws(NetlinkError) {
        var message = naming(link)
        edit(&message)
        try exchange.send(NetlinkRequest(operation, subject: "\(link)", type: .setLink, flags: [], body: message))
    }

    /// Renames a link.
    ///
    /// Equivalent to: `ip link set dev NAME name OTHER`
    public func rename(_ link: LinkReference, to name: InterfaceName) throws(NetlinkError) {
        // The message contains the new name, so the index must identify the link.
        var message = LinkMessage(index: try index(of: link))
        message.name = "\(name)"
        try exchange.send(
            NetlinkRequest("rename link", subject: "\(link) to \(name)", type: .setLink, flags: [], body: message)
        )
    }

    /// Adds a link to the bridge with an index as a port; nil removes it from its bridge.
    ///
    /// Equivalent to: `ip link set dev NAME master BRIDGE`, `ip link set dev NAME nomaster`
    public func setMaster(of link: LinkReference, to master: LinkIndex?) throws(NetlinkError) {
        try set(link, as: "set master of link") { $0.master = master ?? 0 }
    }

    /// Sets a link up or down.
    ///
    /// Equivalent to: `ip link set dev NAME up`, `ip link set dev NAME down`
    public func setUp(_ link: LinkReference, isUp: Bool = true) throws(NetlinkError) {
        try set(link, as: isUp ? "set up link" : "set down link") { $0.isUp = isUp }
    }

    /// Sets the MTU of a link, in bytes.
    ///
    /// Equivalent to: `ip link set dev NAME mtu 1400`
    public func setMTU(of link: LinkReference, to mtu: UInt32) throws(NetlinkError) {
        try set(link, as: "set MTU of link") { $0.mtu = mtu }
    }

    /// Sets the hardware address of a link.
    ///
    /// Equivalent to: `ip link set dev NAME address 02:42:ac:11:00:02`
    public func setMACAddress(of link: LinkReference, to address: MACAddress) throws(NetlinkError) {
        try set(link, as: "set MAC address of link") { $0.address = address }
    }

    /// Sets the alias of a link, up to 255 bytes; an empty one removes it.
    ///
    /// Equivalent to: `ip link set dev NAME alias TEXT`
    public func setAlias(of link: LinkReference, to alias: String) throws(NetlinkError) {
        try set(link, as: "set alias of link") { $0.alias = alias }
    }

    /// Sets the group of a link.
    ///
    /// Equivalent to: `ip link set dev NAME group 7`
    public func setGroup(of link: LinkReference, to group: UInt32) throws(NetlinkError) {
        try set(link, as: "set group of link") { $0.group = group }
    }

    /// Changes IPv4 settings of a link, even where `/proc/sys` is read-only.
    ///
    /// Equivalent to: `sysctl -w net.ipv4.conf.NAME.forwarding=1`
    public func setIPv4(of link: LinkReference, to settings: [IPv4Setting: Int32]) throws(NetlinkError) {
        try set(link, as: "set IPv4 of link") { message in
            var changes = LinkSettings()
            changes.ipv4 = settings
            message.settings = changes
        }
    }

    /// Changes settings of a bridge; a nil setting remains unchanged.
    ///
    /// Equivalent to: `ip link set dev NAME type bridge mcast_hash_max 65536`
    public func setBridge(_ link: LinkReference, to bridge: Bridge) throws(NetlinkError) {
        var message = naming(link)
        message.kind = .bridge(bridge)
        // Of the two messages that change an existing link, only `RTM_NEWLINK` accepts the settings of a kind.
        try exchange.send(NetlinkRequest("set bridge", subject: "\(link)", type: .newLink, flags: [], body: message))
    }

    /// Changes settings of a bridge port; a nil setting remains unchanged.
    ///
    /// Equivalent to: `bridge link set dev NAME isolated on`
    public func setBridgePort(_ link: LinkReference, to port: BridgePort) throws(NetlinkError) {
        var message = LinkMessage(index: try index(of: link))
        message.family = .bridge
        message.bridgePort = port
        try exchange.send(
            NetlinkRequest("set bridge port", subject: "\(link)", type: .setLink, flags: [], body: message)
        )
    }

    /// Moves a link into another namespace.
    ///
    /// Equivalent to: `ip link set dev NAME netns NAMESPACE`
    public func move(_ link: LinkReference, to namespace: NetworkNamespace) throws(NetlinkError) {
        try namespace.withRaw { raw throws(NetlinkError) in
            try set(link, as: "move link") { $0.namespaceFD = UInt32(bitPattern: raw) }
        }
    }

    /// Moves a link into the namespace of a process.
    ///
    /// Equivalent to: `ip link set dev NAME netns 4711`
    public func move(_ link: LinkReference, toNamespaceOf processID: Int32) throws(NetlinkError) {
        try set(link, as: "move link") { $0.namespacePID = UInt32(bitPattern: processID) }
    }
}
