// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetworkModel
import NetworkModelTesting

/// A namespace in place of a container: it has an endpoint's veth, as if Docker had moved it there.
struct Container {
    let endpoint: Endpoint
    let witness: Witness

    /// Creates a container from an existing namespace, or from one that represents another object.
    init(endpoint: Endpoint, witness: Witness) {
        self.endpoint = endpoint
        self.witness = witness
    }

    /// Attaches an endpoint with a name to a network of the host.
    init(
        _ name: String,
        _ addresses: String...,
        on network: Network,
        of host: Host,
        options: [String: String] = [:]
    ) async throws {
        let addresses = addresses.compactMap { InterfaceAddress($0) }
        endpoint = try Endpoint(
            id: EndpointID(name),
            network: network.id,
            ipv4: addresses.first { $0.address.family == .v4 },
            ipv6: addresses.first { $0.address.family == .v6 },
            options: BridgeOptions.ofEndpoint(options)
        )
        let namespace = try NetworkNamespace.new()
        witness = Witness(namespace)
        try await host.carryOut([.addVeth(endpoint, on: network)])
        let links = Links(try NetlinkSocket(.route, in: .ofTest))
        try links.move(.name(endpoint.peer), to: namespace)
        try await witness("ip", "link", "set", "\(endpoint.peer)", "name", "eth0")
        // Duplicate address detection would only delay the test: the addresses are unique.
        try await witness("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0")
        for address in endpoint.addresses { try await witness("ip", "address", "add", "\(address)", "dev", "eth0") }
        try await witness("ip", "link", "set", "eth0", "up")
    }

    /// Returns a Boolean value that indicates whether one of three packets to an address is answered.
    ///
    /// - Parameter link: The outgoing link, for an address that is valid only there.
    func reaches(_ address: InterfaceAddress?, by link: String? = nil) async throws -> Bool {
        guard let address else { return false }
        let place = link.map { "%\($0)" } ?? ""
        do {
            try await witness("ping", "-n", "-q", "-c", "3", "-i", "0.2", "-W", "4", "\(address.address)\(place)")
            return true
        } catch let error as CommandError where error.code == 1 {
            return false
        }
    }
}
