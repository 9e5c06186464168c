// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import Testing

/// The outside: a namespace at the other end of a link of the host, without routes to containers.
struct World {
    /// The addresses of the outside.
    static let addresses = ["203.0.113.2", "2001:db8::2"]
    /// The host's addresses.
    static let hostAddresses = ["203.0.113.1", "2001:db8::1"]

    let witness: Witness

    /// Creates the link, with this MTU on the host's side, and turns on the host's forwarding.
    init(mtu: Int = 1500) async throws {
        let namespace = try NetworkNamespace.new()
        witness = Witness(namespace)
        let host = Witness(try .ofTest)
        try await host("ip", "link", "add", "name", "uplink0", "type", "veth", "peer", "name", "world0")
        let links = Links(try NetlinkSocket(.route, in: .ofTest))
        try links.move(.name(try InterfaceName("world0")), to: namespace)
        for (witness, link, addresses) in [
            (host, "uplink0", Self.hostAddresses), (witness, "world0", Self.addresses),
        ] {
            try await witness("sysctl", "-qw", "net.ipv6.conf.\(link).accept_dad=0")
            for (address, length) in zip(addresses, [24, 64]) {
                try await witness("ip", "address", "add", "\(address)/\(length)", "dev", link)
            }
            try await witness("ip", "link", "set", link, "up")
        }
        try await host("ip", "link", "set", "uplink0", "mtu", "\(mtu)")
        // Docker turns on forwarding when it starts.
        for setting in ["net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"] {
            try await host("sysctl", "-qw", "\(setting)=1")
        }
    }

    /// Drops all packets except those from these addresses.
    func receivesOnly(_ addresses: [String]) async throws {
        let rules = addresses.map { ($0.contains(":") ? "ip6" : "ip") + " saddr \($0) accept" }
        let table = """
            table inet world {
                chain input {
                    type filter hook input priority 0; policy drop;
                    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                    \(rules.joined(separator: "\n        "))
                }
            }
            """
        try await witness("nft", "-f", "-", input: table)
    }
}

extension Container {
    /// Adds default routes through gateways of the network, as Docker or the container itself may.
    func routes(through gateways: String...) async throws {
        for gateway in gateways { try await witness("ip", "route", "add", "default", "via", gateway) }
    }

    /// Returns, for each family, a Boolean value that indicates whether the outside answers.
    func reachesWorld() async throws -> [Bool] {
        var answers: [Bool] = []
        for (address, length) in zip(World.addresses, [24, 64]) {
            answers.append(try await reaches(InterfaceAddress("\(address)/\(length)")))
        }
        return answers
    }
}
