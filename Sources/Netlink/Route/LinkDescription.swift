// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// What a link is to be when it is made; what is nil or absent is left to the kernel.
public struct LinkDescription: Hashable, Sendable {
    /// The name.
    public var name: InterfaceName
    /// The hardware address.
    public var macAddress: MACAddress?
    /// The longest packet in bytes.
    public var mtu: UInt32?
    /// The index of the bridge that it becomes a port of.
    public var master: LinkIndex?
    /// The group that it is handled with; 0 is everybody's.
    public var group: UInt32?
    /// A text of up to 255 bytes; the kernel takes it only once the link is there, so it travels as a second request.
    public var alias: String?
    /// Its settings as a port of the bridge; they travel with the alias.
    public var port: BridgePort?
    /// What IPv4 and IPv6 do on it; it travels with the alias.
    public var settings: LinkSettings?
    /// Whether it is switched on.
    public var isUp: Bool

    /// A link of this name, all else as the kernel has it, and down.
    public init(name: InterfaceName) {
        self.name = name
        self.isUp = false
    }

    /// The description as a message, without the alias and the port's settings.
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

    /// The request that gives the link its alias and the port its settings, once the link is there.
    var laterRequest: NetlinkRequest? {
        guard alias != nil || port != nil || settings != nil else { return nil }
        var message = LinkMessage()
        message.name = "\(name)"
        message.alias = alias
        message.settings = settings
        message.port = port.map { .bridge($0) }
        // What a port is goes only with the message that makes links, and that changes those that are there.
        return NetlinkRequest(
            "set alias of link",
            subject: "\(name)",
            type: port == nil ? .setLink : .newLink,
            flags: [],
            body: message
        )
    }
}
