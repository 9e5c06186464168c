// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import NetlinkWire

extension Links {
    /// Creates a bridge.
    ///
    /// Equivalent to: `ip link add name NAME type bridge`
    public func addBridge(_ link: LinkDescription, settings bridge: Bridge = Bridge()) throws(NetlinkError) {
        var message = link.message
        message.kind = .bridge(bridge)
        try add([link], with: message)
    }

    /// Creates both ends of a veth, with their properties, in one datagram.
    ///
    /// The peer may be created in another namespace, without an alias.
    ///
    /// Equivalent to: `ip link add name NAME type veth peer name OTHER netns NAMESPACE`
    public func addVeth(
        _ link: LinkDescription,
        peer: LinkDescription,
        in namespace: NetworkNamespace? = nil
    ) throws(NetlinkError) {
        var message = link.message
        var other = peer.message
        guard let namespace else {
            message.kind = .veth(Veth(peer: other))
            return try add([link, peer], with: message)
        }
        try namespace.withRaw { raw throws(NetlinkError) in
            other.namespaceFD = UInt32(bitPattern: raw)
            message.kind = .veth(Veth(peer: other))
            try add([link], with: message)
        }
    }

    /// Creates a link of any kind, on a lower link if the kind needs one.
    ///
    /// Equivalent to: `ip link add name NAME link BELOW type KIND …`
    public func add(_ link: LinkDescription, kind: LinkKind, above below: LinkIndex? = nil) throws(NetlinkError) {
        var message = link.message
        message.link = below
        message.kind = kind
        try add([link], with: message)
    }

    private func add(_ links: [LinkDescription], with message: LinkMessage) throws(NetlinkError) {
        let subject = links[0].name
        let add = NetlinkRequest(
            "add link",
            subject: "\(subject)",
            type: .newLink,
            flags: [.create, .exclusive],
            body: message
        )
        _ = try exchange.exchange([add] + links.compactMap(\.laterRequest))
    }
}
