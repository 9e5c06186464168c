// SPDX-License-Identifier: Apache-2.0

/// The settings of a link as a port of its master (`IFLA_INFO_SLAVE_KIND`, `IFLA_INFO_SLAVE_DATA`).
public enum PortKind: Hashable, Sendable {
    /// The settings of a bridge port.
    case bridge(BridgePort)
    /// The settings for any other kind of master, by the name of the kind; the data is unchanged.
    case other(name: String, data: Attribute? = nil)

    /// The name of the master's kind.
    public var name: String {
        switch self {
        case .bridge: Self.bridgeName
        case .other(let name, _): name
        }
    }

    static let bridgeName = "bridge"
    /// The kind in the request of `ip link set … type bridge_slave`, which changes a bridge port.
    static let requestOfBridge = "bridge_slave"

    init(name: String, data: Attribute?) throws(DecodeError) {
        switch name {
        case Self.bridgeName: self = .bridge(try BridgePort(data?.attributes() ?? []))
        default: self = .other(name: name, data: data?.detached)
        }
    }

    func encodeData(to writer: inout ByteWriter, as type: UInt16) {
        switch self {
        case .bridge(let port) where port != BridgePort(): writer.attribute(type) { port.encode(to: &$0) }
        case .other(_, let data?): writer.attribute(data)
        case .bridge, .other: break
        }
    }
}
