// SPDX-License-Identifier: Apache-2.0

import Addressing
public import DockerPluginAPI

extension IPAMCapabilities: Encodable {
    private enum CodingKeys: String, CodingKey {
        case requiresMACAddress = "RequiresMACAddress"
        case requiresRequestReplay = "RequiresRequestReplay"
    }

    /// Encodes the response to `IpamDriver.GetCapabilities`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(requiresMACAddress, forKey: .requiresMACAddress)
        try fields.encode(requiresRequestReplay, forKey: .requiresRequestReplay)
    }
}

extension DefaultAddressSpaces: Encodable {
    private enum CodingKeys: String, CodingKey {
        case local = "LocalDefaultAddressSpace"
        case global = "GlobalDefaultAddressSpace"
    }

    /// Encodes the response to `IpamDriver.GetDefaultAddressSpaces`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(local, forKey: .local)
        try fields.encode(global, forKey: .global)
    }
}

/// The fields of IPAM messages.
private enum IPAMKeys: String, CodingKey {
    case addressSpace = "AddressSpace"
    case poolID = "PoolID"
    case pool = "Pool"
    case subPool = "SubPool"
    case address = "Address"
    case options = "Options"
    case data = "Data"
    case isIPv6 = "V6"
}

extension RequestPoolRequest: Decodable {
    /// Decodes the request of `IpamDriver.RequestPool`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: IPAMKeys.self)
        self.init(
            addressSpace: try fields.decode(String.self, forKey: .addressSpace),
            family: try fields.flag(.isIPv6) ? .v6 : .v4,
            pool: try fields.subnet(.pool),
            subPool: try fields.subnet(.subPool),
            options: try fields.strings(.options)
        )
    }
}

extension RequestPoolResponse: Encodable {
    /// Encodes the response to `IpamDriver.RequestPool`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: IPAMKeys.self)
        try fields.encode(poolID, forKey: .poolID)
        try fields.encode(pool, forKey: .pool)
        var data = data
        if let gateway { data["com.docker.network.gateway"] = gateway.description }
        try fields.encode(data, forKey: .data)
    }
}

extension ReleasePoolRequest: Decodable {
    /// Decodes the request of `IpamDriver.ReleasePool`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: IPAMKeys.self)
        self.init(poolID: try fields.identifier(.poolID))
    }
}

extension RequestAddressRequest: Decodable {
    /// Decodes the request of `IpamDriver.RequestAddress`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: IPAMKeys.self)
        self.init(poolID: try fields.identifier(.poolID), address: try fields.address(.address))
        guard fields.contains(.options), try !fields.decodeNil(forKey: .options) else { return }
        let options = try fields.nestedContainer(keyedBy: OptionKey.self, forKey: .options)
        for key in options.allKeys {
            let text = try options.decode(String.self, forKey: key)
            switch key {
            case .addressType where text == "com.docker.network.gateway": isGateway = true
            case .mac: mac = try options.macAddress(key)
            case .endpointName: endpointName = text
            default: self.options[key.stringValue] = text
            }
        }
    }
}

extension RequestAddressResponse: Encodable {
    /// Encodes the response to `IpamDriver.RequestAddress`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: IPAMKeys.self)
        try fields.encode(address, forKey: .address)
        try fields.encode(data, forKey: .data)
    }
}

extension ReleaseAddressRequest: Decodable {
    /// Decodes the request of `IpamDriver.ReleaseAddress`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: IPAMKeys.self)
        guard let address = try fields.address(.address) else { throw fields.corrupted(.address, because: "is empty") }
        self.init(poolID: try fields.identifier(.poolID), address: address)
    }
}
