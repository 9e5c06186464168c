// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The properties of a link to create; the kernel selects those that are nil or absent.
public struct LinkDescription: Hashable, Sendable {
    /// The name.
    public var name: InterfaceName
    /// The hardware address.
    public var macAddress: MACAddress?
    /// The MTU in bytes.
    public var mtu: UInt32?
    /// The index of the bridge of which the link becomes a port.
    public var master: LinkIndex?
    /// The group; 0 is the default.
    public var group: UInt32?
    /// The alias, up to 255 bytes, which is sent as a second request, since the kernel accepts it only for an existing link.
    public var alias: String?
    /// The settings as a bridge port, sent with the alias.
    public var port: BridgePort?
    /// The IPv4 and IPv6 settings, sent with the alias.
    public var settings: LinkSettings?
    /// A Boolean value that indicates whether the link is administratively up.
    public var isUp: Bool

    /// Creates a description with a name and the kernel's defaults; the link is down.
    public init(name: InterfaceName) {
        self.name = name
        self.isUp = false
    }

    /// The first message, without the alias, the port and the settings.
    var message: LinkMessage {
        var message = LinkMessage()
        message.name = "\(name)"
        message.address = macAddress
        message.mtu = mtu
        message.master = master
        message.group = group
        if isUp { message.isUp = true }
        return message
    }

    /// The second request, which sets the alias, the port and the settings of the existing link; nil if there is nothing to set.
    var laterRequest: NetlinkRequest? {
        guard alias != nil || port != nil || settings != nil else { return nil }
        var message = LinkMessage()
        message.name = "\(name)"
        message.alias = alias
        message.settings = settings
        message.port = port.map { .bridge($0) }
        // Of the two messages that change an existing link, only `RTM_NEWLINK` accepts the settings of a kind.
        return NetlinkRequest(
            "set alias of link",
            subject: "\(name)",
            type: port == nil ? .setLink : .newLink,
            flags: [],
            body: message
        )
    }
}
