// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// A network as `mdnp networks --format json` prints it.
public struct NetworkSummary: Codable, Hashable, Sendable {
    /// The id of the network, from Docker.
    public let id: String
    /// The name of the network; absent if unknown.
    public let name: String?
    /// The name of the bridge on the host.
    public let bridge: String
    /// The subnets in CIDR notation.
    public let subnets: [String]
    /// The gateway addresses of the subnets that have one.
    public let gateways: [String]
    /// The gateway of the network: `mdnp`, `docker` or `none`.
    public let gateway: String
    /// The MTU of the links in bytes, as the kernel reports it; absent if the bridge is missing.
    public let mtu: Int?
    /// The option `mtu`: a number of bytes, or `auto`; absent if it is not set.
    public let mtuOption: String?
    /// The prefix of interface names in containers, before the number.
    public let interfacePrefix: String
    /// A Boolean value that indicates whether containers of the network can reach each other.
    public let icc: Bool
    /// A Boolean value that indicates whether the network is internal.
    public let isInternal: Bool
    /// The number of endpoints.
    public let endpoints: Int

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, bridge, subnets, gateways, gateway, mtu
        case mtuOption = "mtu_option"
        case interfacePrefix = "interface_prefix"
        case icc
        case isInternal = "internal"
        case endpoints
    }

    init(_ network: Network, name: String?, mtu: Int?, endpoints: Int) {
        self.id = network.id.text
        self.name = name
        self.bridge = network.bridge.description
        self.subnets = network.subnets.map(\.prefix.description)
        self.gateways = network.subnets.compactMap(\.gateway?.description)
        self.gateway = network.options.gateway.rawValue
        self.mtu = mtu
        self.mtuOption = network.options.texts(of: [BridgeOptions.mtu.option]).values.first
        self.interfacePrefix = network.options.interfacePrefix.description
        self.icc = network.options.icc
        self.isInternal = network.isInternal
        self.endpoints = endpoints
    }
}
