// SPDX-License-Identifier: Apache-2.0

import Addressing
public import DockerPluginAPI

extension CreateNetworkRequest: Decodable {
    private enum CodingKeys: String, CodingKey {
        case networkID = "NetworkID"
        case options = "Options"
        case ipv4 = "IPv4Data"
        case ipv6 = "IPv6Data"
    }

    /// Decodes the request of `NetworkDriver.CreateNetwork`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let options = try fields.decodeIfPresent(NetworkOptions.self, forKey: .options)
        self.init(
            networkID: try fields.identifier(.networkID),
            options: options?.generic ?? [:],
            isInternal: options?.isInternal ?? false,
            enableIPv4: options?.enableIPv4,
            enableIPv6: options?.enableIPv6 ?? false,
            ipv4: try fields.list(.ipv4),
            ipv6: try fields.list(.ipv6)
        )
    }
}

extension GatewayAllocationRequest: Decodable {
    private enum CodingKeys: String, CodingKey {
        case options = "Options"
    }

    /// Decodes the request of `NetworkDriver.GwAllocCheck`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let options = try fields.decodeIfPresent(NetworkOptions.self, forKey: .options)
        self.init(
            options: options?.generic ?? [:],
            isInternal: options?.isInternal ?? false,
            enableIPv4: options?.enableIPv4,
            enableIPv6: options?.enableIPv6 ?? false
        )
    }
}

extension AllocateNetworkRequest: Decodable {
    private enum CodingKeys: String, CodingKey {
        case networkID = "NetworkID"
        case options = "Options"
        case ipv4 = "IPv4Data"
        case ipv6 = "IPv6Data"
    }

    /// Decodes the request of `NetworkDriver.AllocateNetwork`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            networkID: try fields.identifier(.networkID),
            options: try fields.strings(.options),
            ipv4: try fields.list(.ipv4),
            ipv6: try fields.list(.ipv6)
        )
    }
}

extension NetworkReference: Decodable {
    private enum CodingKeys: String, CodingKey {
        case networkID = "NetworkID"
    }

    /// Decodes the request of `NetworkDriver.DeleteNetwork` and `NetworkDriver.FreeNetwork`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(networkID: try fields.identifier(.networkID))
    }
}

extension DiscoveredNode: Decodable {
    private enum CodingKeys: String, CodingKey {
        case data = "DiscoveryData"
        case address = "Address"
        case bindAddress = "BindAddress"
        case isSelf = "Self"
    }

    /// Decodes the request of `NetworkDriver.DiscoverNew` and `NetworkDriver.DiscoverDelete`.
    public init(from decoder: any Decoder) throws {
        let data = try decoder.container(keyedBy: CodingKeys.self)
            .nestedContainer(keyedBy: CodingKeys.self, forKey: .data)
        self.init(
            address: try data.address(.address),
            bindAddress: try data.address(.bindAddress),
            isSelf: try data.flag(.isSelf)
        )
    }
}

extension IPAMPool: Decodable {
    private enum CodingKeys: String, CodingKey {
        case addressSpace = "AddressSpace"
        case pool = "Pool"
        case gateway = "Gateway"
        case auxiliary = "AuxAddresses"
    }

    /// Decodes one element of `IPv4Data` or `IPv6Data`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        guard let pool = try fields.subnet(.pool) else { throw fields.corrupted(.pool, because: "is missing") }
        var auxiliary: [String: InterfaceAddress] = [:]
        if fields.contains(.auxiliary), try !fields.decodeNil(forKey: .auxiliary) {
            let named = try fields.nestedContainer(keyedBy: OptionKey.self, forKey: .auxiliary)
            for key in named.allKeys {
                auxiliary[key.stringValue] = try named.interfaceAddress(key)
            }
        }
        self.init(
            addressSpace: try fields.decodeIfPresent(String.self, forKey: .addressSpace) ?? "",
            pool: pool,
            gateway: try fields.interfaceAddress(.gateway),
            auxiliary: auxiliary
        )
    }
}
