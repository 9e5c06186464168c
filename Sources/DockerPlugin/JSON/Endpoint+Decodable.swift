// SPDX-License-Identifier: Apache-2.0

public import DockerPluginAPI

/// The fields of messages about an endpoint.
private enum EndpointKeys: String, CodingKey {
    case networkID = "NetworkID"
    case endpointID = "EndpointID"
    case sandboxKey = "SandboxKey"
    case interface = "Interface"
    case options = "Options"
}

extension KeyedDecodingContainer<EndpointKeys> {
    /// Returns the options; nil if they are missing or null.
    fileprivate func options() throws -> KeyedDecodingContainer<OptionKey>? {
        guard contains(.options), try !decodeNil(forKey: .options) else { return nil }
        return try nestedContainer(keyedBy: OptionKey.self, forKey: .options)
    }
}

extension EndpointReference: Decodable {
    /// Decodes the request of `NetworkDriver.Leave` and of other methods with ids only.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: EndpointKeys.self)
        self.init(networkID: try fields.identifier(.networkID), endpointID: try fields.identifier(.endpointID))
    }
}

extension CreateEndpointRequest: Decodable {
    /// Decodes the request of `NetworkDriver.CreateEndpoint`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: EndpointKeys.self)
        self.init(
            networkID: try fields.identifier(.networkID),
            endpointID: try fields.identifier(.endpointID),
            interface: try fields.decodeIfPresent(EndpointInterface.self, forKey: .interface) ?? EndpointInterface()
        )
        guard let options = try fields.options() else { return }
        for key in options.allKeys {
            switch key {
            case .portMap: portMap = try options.ports(key)
            case .exposedPorts: exposedPorts = try options.ports(key)
            case .dnsServers: dnsServers = try options.list(key)
            case .interfaceName: interfaceName = try options.decodeIfPresent(String.self, forKey: key)
            case .sysctls: sysctls = try options.decodeIfPresent(String.self, forKey: key)
            case .mac: break  // the interface contains it, not encoded in base64
            default: self.options[key.stringValue] = try? options.decode(String.self, forKey: key)
            }
        }
    }
}

extension JoinRequest: Decodable {
    /// Decodes the request of `NetworkDriver.Join`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: EndpointKeys.self)
        let options = try fields.options()
        self.init(
            networkID: try fields.identifier(.networkID),
            endpointID: try fields.identifier(.endpointID),
            sandboxKey: try fields.decodeIfPresent(String.self, forKey: .sandboxKey) ?? "",
            portMap: try options?.ports(.portMap) ?? [],
            exposedPorts: try options?.ports(.exposedPorts) ?? []
        )
    }
}

extension ExternalConnectivityRequest: Decodable {
    /// Decodes the request of `NetworkDriver.ProgramExternalConnectivity`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: EndpointKeys.self)
        let options = try fields.options()
        self.init(
            networkID: try fields.identifier(.networkID),
            endpointID: try fields.identifier(.endpointID),
            portMap: try options?.ports(.portMap) ?? [],
            exposedPorts: try options?.ports(.exposedPorts) ?? [],
            forbidsIPv6Relay: try options?.flag(.noProxy6To4) ?? false
        )
    }
}
