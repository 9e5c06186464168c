// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel
import Testing

func prefix(_ text: String) throws -> Prefix { try #require(Prefix(text)) }

func held(_ text: String) throws -> InterfaceAddress { try #require(InterfaceAddress(text)) }

func network(
    _ id: String,
    _ subnets: String...,
    options: Options = Options(),
    isInternal: Bool = false,
    space: AddressSpace? = nil
) throws -> Network {
    try Network(
        id: NetworkID(id),
        options: options,
        isInternal: isInternal,
        subnets: subnets.map { text in
            let range = try prefix(text)
            let gateway = try #require(InterfaceAddress("\(range.first)/\(range.length)"))
            return try Subnet(prefix: range, gateway: successor(of: gateway.address), space: space)
        }
    )
}

func successor(of address: IPAddress) -> IPAddress {
    switch address {
    case .v4(let address): .v4(IPv4Address(rawValue: address.rawValue + 1))
    case .v6(let address): .v6(IPv6Address(rawValue: address.rawValue + 1))
    }
}

func endpoint(_ id: String, on network: String, _ ipv4: String? = nil, _ ipv6: String? = nil, sandbox: String? = nil)
    throws -> Endpoint
{
    try Endpoint(
        id: EndpointID(id),
        network: NetworkID(network),
        ipv4: ipv4.map { try held($0) },
        ipv6: ipv6.map { try held($0) },
        occupancy: sandbox.map { .joined(Sandbox($0)) } ?? .created
    )
}

extension DesiredState {
    init(_ changes: [Change]) {
        self.init()
        for change in changes { apply(change) }
    }
}

extension ObservedState {
    /// Creates the observed state of a kernel that has exactly the parts of a network with one container.
    init(of endpoint: Endpoint, on network: Network, as desired: DesiredState) {
        self.init()
        bridges[network.id] = BridgeLink(
            network: network.id,
            name: network.bridge,
            mac: network.bridgeMAC,
            mtu: 1500,
            isUp: true,
            addresses: Set(network.bridgeAddresses)
        )
        veths[endpoint.id] = VethLink(
            endpoint: endpoint.id,
            network: network.id,
            name: endpoint.link,
            bridge: network.bridge,
            isRetired: false
        )
        isFirewallWhole = true
        firewall = Wanted(for: [network], in: desired, beside: []).required
    }
}

func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

/// Returns an mdnp pool; its default id is its subnet.
func pool(_ subnet: String, id: String? = nil, space: AddressSpace = .local, range: String? = nil) throws -> Pool {
    Pool(id: PoolID(id ?? subnet), space: space, prefix: try prefix(subnet), range: try range.map { try prefix($0) })
}

/// Returns a lease that began at second 0.
func lease(_ name: String? = nil, _ purpose: Lease.Purpose = .address) -> Lease {
    Lease(purpose: purpose, name: name, since: Timestamp(seconds: 0))
}

/// Returns the change that holds an address of a pool.
func hold(_ text: String, of pool: Pool, _ name: String? = nil, _ purpose: Lease.Purpose = .address) throws -> Change {
    .addresses(.hold(pool.id, try address(text), lease(name, purpose)))
}

/// Returns the time this many seconds after second 0.
func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }
