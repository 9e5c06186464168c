/// The kind of a virtual link, and what it adds (`IFLA_INFO_KIND`, `IFLA_INFO_DATA`).
public indirect enum LinkKind: Hashable, Sendable {
    /// A bridge.
    case bridge(Bridge)
    /// One end of a pair of virtual cables.
    case veth(Veth)
    /// Any other kind, by its name; its data is kept as it came.
    case other(name: String, data: Attribute? = nil)

    /// The name of the kind: what `ip link add … type` takes.
    public var name: String {
        switch self {
        case .bridge: "bridge"
        case .veth: "veth"
        case .other(let name, _): name
        }
    }

    init(name: String, data: Attribute?) throws(DecodeError) {
        switch name {
        case "bridge": self = .bridge(try Bridge(data?.attributes() ?? []))
        case "veth": self = .veth(try Veth(data?.attributes() ?? []))
        default: self = .other(name: name, data: data?.detached)
        }
    }

    func encodeData(to writer: inout ByteWriter, as type: UInt16) {
        switch self {
        case .bridge(let bridge) where bridge != Bridge(): writer.attribute(type) { bridge.encode(to: &$0) }
        case .veth(let veth) where veth != Veth(): writer.attribute(type) { veth.encode(to: &$0) }
        case .other(_, let data?): writer.attribute(data)
        case .bridge, .veth, .other: break
        }
    }
}
