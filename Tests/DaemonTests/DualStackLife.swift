// SPDX-License-Identifier: Apache-2.0

import PluginTesting

/// Docker's calls to both drivers for one dual-stack network with one container, call by call, and Docker's calls after a failure.
struct DualStackLife {
    /// A call; the cases are in the order of a life.
    enum Call: Int, CaseIterable {
        case requestPool, requestGateway, requestPoolIPv6, requestGatewayIPv6, createNetwork
        case requestAddress, requestAddressIPv6, createEndpoint, join, program
        case revoke, leave, deleteEndpoint, releaseAddress, releaseAddressIPv6
        case releaseGateway, releasePool, releaseGatewayIPv6, releasePoolIPv6, deleteNetwork

        /// Returns the calls from one to the end.
        static func from(_ first: Self) -> [Self] { allCases.filter { $0.rawValue >= first.rawValue } }
    }

    private static let subnets = ("10.1.0.0/24", "fd00:1::/64")

    private let network: String
    private let endpoint: String
    private var pools: (ipv4: PoolAnswer?, ipv6: PoolAnswer?)
    private var gateways = ("", "")
    private var addresses = ("", "")

    /// Creates a life that has not begun; two lives have no id in common.
    init(_ number: Int) {
        network = String(repeating: "\(number)c41e0f2", count: 8)
        endpoint = String(repeating: "\(number)4ad0c03", count: 8)
    }

    private var life: Life {
        Life(
            network: network,
            endpoint: endpoint,
            address: addresses.0,
            addressIPv6: addresses.1,
            ports: [PublishedPort(80, host: 8080), PublishedPort(53, transport: 17)]
        )
    }

    /// Makes a call, and stores its reply for later calls.
    mutating func make(_ call: Call, _ client: PluginClient) throws {
        let (ids, families) = ((pools.ipv4?.id ?? "", pools.ipv6?.id ?? ""), Self.subnets)
        switch call {
        case .requestPool: pools.ipv4 = try client.requestPool(families.0)
        case .requestGateway: gateways.0 = try client.requestGateway(of: ids.0)
        case .requestPoolIPv6: pools.ipv6 = try client.requestPool(families.1)
        case .requestGatewayIPv6: gateways.1 = try client.requestGateway(of: ids.1)
        case .createNetwork:
            let leased = [(pools.ipv4, gateways.0), (pools.ipv6, gateways.1)]
            try client.createNetwork(network, on: leased.compactMap { pool, gateway in pool.map { ($0, gateway) } })
        case .requestAddress: addresses.0 = try client.requestAddress(of: ids.0)
        case .requestAddressIPv6: addresses.1 = try client.requestAddress(of: ids.1)
        case .createEndpoint: try life.create(client)
        case .join: _ = try life.join(client)
        case .program: try life.program(client)
        case .revoke: try life.revoke(client)
        case .leave: try life.leave(client)
        case .deleteEndpoint: try life.delete(client)
        case .releaseAddress: try client.releaseAddress(addresses.0, of: ids.0)
        case .releaseAddressIPv6: try client.releaseAddress(addresses.1, of: ids.1)
        case .releaseGateway: try client.releaseAddress(gateways.0, of: ids.0)
        case .releasePool: try client.releasePool(ids.0)
        case .releaseGatewayIPv6: try client.releaseAddress(gateways.1, of: ids.1)
        case .releasePoolIPv6: try client.releasePool(ids.1)
        case .deleteNetwork: try client.deleteNetwork(network)
        }
    }

    /// Returns Docker's calls after a failed call, before the user tries again.
    ///
    /// Docker does not repeat a failed removal, and continues with the next call. A network that was created is removed last.
    static func afterFailure(of call: Call) -> [Call] {
        let removal = Call.from(.releaseGateway)
        switch call {
        case .requestPool: return []
        case .requestGateway: return [.releasePool]
        case .requestPoolIPv6: return []
        case .requestGatewayIPv6: return [.releasePoolIPv6]
        case .createNetwork: return [.releaseGateway, .releasePool, .releaseGatewayIPv6, .releasePoolIPv6]
        case .requestAddress: return removal
        case .requestAddressIPv6: return [.releaseAddress] + removal
        case .createEndpoint: return [.releaseAddress, .releaseAddressIPv6] + removal
        case .join: return [.deleteEndpoint, .releaseAddress, .releaseAddressIPv6] + removal
        case .program: return Call.from(.leave)
        default: return Array(Call.from(call).dropFirst())
        }
    }

    /// Returns the pool that Docker never releases if a call for the other family fails, and that an administrator releases.
    func forgottenPool(afterFailureOf call: Call) -> String? {
        call == .requestPoolIPv6 || call == .requestGatewayIPv6 ? pools.ipv4?.id : nil
    }
}
