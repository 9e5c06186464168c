// SPDX-License-Identifier: Apache-2.0

/// The kind of a virtual link, and its settings (`IFLA_INFO_KIND`, `IFLA_INFO_DATA`).
public indirect enum LinkKind: Hashable, Sendable {
    /// A bridge.
    case bridge(Bridge)
    /// One end of a pair of virtual Ethernet links.
    case veth(Veth)
    /// A link that shares the hardware of a lower link.
    case macvlan(Macvlan)
    /// A link that transports frames in UDP packets.
    case vxlan(Vxlan)
    /// A link that transports frames with a VLAN tag.
    case vlan(VLAN)
    /// A link that drops all packets.
    case dummy
    /// A link to which packets of other links are redirected for queueing.
    case ifb
    /// Any other kind by its name, or data that the kind does not support; the data is unchanged.
    case other(name: String, data: Attribute? = nil)

    /// The name of the kind, as in `ip link add … type`.
    public var name: String {
        switch self {
        case .bridge: "bridge"
        case .veth: "veth"
        case .macvlan: "macvlan"
        case .vxlan: "vxlan"
        case .vlan: "vlan"
        case .dummy: "dummy"
        case .ifb: "ifb"
        case .other(let name, _): name
        }
    }

    init(name: String, data: Attribute?) throws(DecodeError) {
        switch (name, data) {
        case ("bridge", _): self = .bridge(try Bridge(data?.attributes() ?? []))
        case ("veth", _): self = .veth(try Veth(data?.attributes() ?? []))
        case ("macvlan", _): self = .macvlan(try Macvlan(data?.attributes() ?? []))
        case ("vxlan", _): self = .vxlan(try Vxlan(data?.attributes() ?? []))
        case ("vlan", _): self = .vlan(try VLAN(data?.attributes() ?? []))
        case ("dummy", nil): self = .dummy
        case ("ifb", nil): self = .ifb
        default: self = .other(name: name, data: data?.detached)
        }
    }

    func encodeData(to writer: inout ByteWriter, as type: UInt16) {
        switch self {
        case .bridge(let bridge) where bridge != Bridge(): writer.attribute(type) { bridge.encode(to: &$0) }
        case .veth(let veth) where veth != Veth(): writer.attribute(type) { veth.encode(to: &$0) }
        case .macvlan(let macvlan) where macvlan != Macvlan(): writer.attribute(type) { macvlan.encode(to: &$0) }
        case .vxlan(let vxlan) where vxlan != Vxlan(): writer.attribute(type) { vxlan.encode(to: &$0) }
        case .vlan(let vlan) where vlan != VLAN(): writer.attribute(type) { vlan.encode(to: &$0) }
        case .other(_, let data?): writer.attribute(data)
        case .bridge, .veth, .macvlan, .vxlan, .vlan, .dummy, .ifb, .other: break
        }
    }
}
