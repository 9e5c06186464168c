// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// A network as `mdnp networks --format json` prints it.
public struct NetworkSummary: Codable, Hashable, Sendable {
    /// Docker's id.
    public let id: String
    /// Its name; absent where it is not known.
    public let name: String?
    /// The bridge on the host.
    public let bridge: String
    /// The ranges of addresses.
    public let subnets: [String]
    /// The gateways of the ranges, where they have one.
    public let gateways: [String]
    /// Who is the gateway: `mdnp`, `docker` or `none`.
    public let gateway: String
    /// The MTU in bytes; absent where the user chose none.
    public let mtu: Int?
    /// What interfaces in containers are called, before their number.
    public let interfacePrefix: String
    /// Whether containers reach each other.
    public let icc: Bool
    /// Whether the network is internal.
    public let isInternal: Bool
    /// How many endpoints there are.
    public let endpoints: Int

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, bridge, subnets, gateways, gateway, mtu
        case interfacePrefix = "interface_prefix"
        case icc
        case isInternal = "internal"
        case endpoints
    }

    init(_ network: Network, name: String?, endpoints: Int) {
        self.id = network.id.text
        self.name = name
        self.bridge = network.bridge.description
        self.subnets = network.subnets.map(\.prefix.description)
        self.gateways = network.subnets.compactMap(\.gateway?.description)
        self.gateway = network.options.gateway.rawValue
        self.mtu = network.options.mtu.bytes
        self.interfacePrefix = network.options.interfacePrefix.description
        self.icc = network.options.icc
        self.isInternal = network.isInternal
        self.endpoints = endpoints
    }
}
