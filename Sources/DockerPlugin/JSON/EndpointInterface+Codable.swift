// SPDX-License-Identifier: Apache-2.0

import Addressing
public import DockerPluginAPI

extension EndpointInterface: Codable {
    private enum CodingKeys: String, CodingKey {
        case ipv4 = "Address"
        case ipv6 = "AddressIPv6"
        case mac = "MacAddress"
    }

    /// Decodes the field `Interface`; an empty string means no address.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            ipv4: try fields.interfaceAddress(.ipv4),
            ipv6: try fields.interfaceAddress(.ipv6),
            mac: try fields.macAddress(.mac)
        )
    }

    /// Encodes the field `Interface` without nil values.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(ipv4, forKey: .ipv4)
        try fields.encodeIfPresent(ipv6, forKey: .ipv6)
        try fields.encodeIfPresent(mac, forKey: .mac)
    }
}
