// SPDX-License-Identifier: Apache-2.0

/// What a link's master adds to it (`IFLA_INFO_SLAVE_KIND`, `IFLA_INFO_SLAVE_DATA`).
public enum PortKind: Hashable, Sendable {
    /// The settings of a port of a bridge.
    case bridge(BridgePort)
    /// Those of any other master, by the name of its kind; the data is kept as it came.
    case other(name: String, data: Attribute? = nil)

    /// The name of the master's kind.
    public var name: String {
        switch self {
        case .bridge: Self.bridgeName
        case .other(let name, _): name
        }
    }

    static let bridgeName = "bridge"
    /// The kind that `ip link set … type bridge_slave` gives a link whose port it changes.
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
