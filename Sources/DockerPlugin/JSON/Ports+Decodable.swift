// SPDX-License-Identifier: Apache-2.0

import Addressing
public import DockerPluginAPI

/// The fields of an exposed or published port.
private enum PortKeys: String, CodingKey {
    case transport = "Proto"
    case port = "Port"
    case containerAddress = "IP"
    case hostAddress = "HostIP"
    case hostPort = "HostPort"
    case hostPortEnd = "HostPortEnd"
}

extension KeyedDecodingContainer<PortKeys> {
    fileprivate func transport() throws -> TransportProtocol {
        let number: UInt8 = try number(.transport) ?? 0
        guard let transport = TransportProtocol(number: number) else {
            throw corrupted(.transport, because: "\(number) is not the number of tcp, udp or sctp")
        }
        return transport
    }

    fileprivate func port() throws -> UInt16 {
        let port: UInt16 = try number(.port) ?? 0
        guard port != 0 else { throw corrupted(.port, because: "port 0 is invalid") }
        return port
    }

    /// Returns the host ports; nil if Docker leaves the choice to the driver with 0.
    fileprivate func hostPorts() throws -> PortRange? {
        let first: UInt16 = try number(.hostPort) ?? 0
        let last: UInt16 = try number(.hostPortEnd) ?? 0
        guard first != 0 else { return nil }
        guard let ports = PortRange(first: first, last: last == 0 ? first : last) else {
            throw corrupted(.hostPortEnd, because: "\(last) is less than HostPort, \(first)")
        }
        return ports
    }
}

extension KeyedDecodingContainer<OptionKey> {
    /// The maximum number of ports in a list: all ports of three protocols.
    private static var mostPorts: Int { 3 * Int(UInt16.max) }

    /// Returns a list of ports; empty if it is missing or null.
    func ports<Port: Decodable>(_ key: Key) throws -> [Port] {
        guard contains(key), try !decodeNil(forKey: key) else { return [] }
        let count = try nestedUnkeyedContainer(forKey: key).count ?? 0
        guard count <= Self.mostPorts else {
            throw corrupted(key, because: "has \(count) ports, at most \(Self.mostPorts) are allowed; publish fewer")
        }
        return try list(key)
    }
}

extension ExposedPort: Decodable {
    /// Decodes one element of `com.docker.network.endpoint.exposedports`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: PortKeys.self)
        self.init(transport: try fields.transport(), port: try fields.port())
    }
}

extension PortBinding: Decodable {
    /// Decodes one element of `com.docker.network.portmap`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: PortKeys.self)
        self.init(
            transport: try fields.transport(),
            containerAddress: try fields.address(.containerAddress),
            containerPort: try fields.port(),
            hostAddress: try fields.address(.hostAddress),
            hostPorts: try fields.hostPorts()
        )
    }
}
