// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetworkModel
import Testing

/// The effects of a Docker engine on the host.
extension Host {
    /// Sets up Docker's iptables filter: all forwarded packets are dropped, also between two ports of a bridge, except by users' rules.
    func filterAsDocker(backend: String) async throws {
        try await letFramesPass(true)
        let rules =
            "*filter\n:FORWARD DROP\n:DOCKER-USER -\n-A FORWARD -j DOCKER-USER\n-A DOCKER-USER -j RETURN\nCOMMIT\n"
        for iptables in ["iptables", "ip6tables"] {
            try await witness("\(iptables)-\(backend)-restore", "-w", "60", input: rules)
        }
    }

    /// Sets up the nf_tables filter of Docker 29 and later: a chain for each bridge's incoming and outgoing packets, and source
    /// translation.
    func filterAsDockerWithNFTables() async throws {
        for (family, subnet) in [("ip", "10.3.0.0/24"), ("ip6", "fd00:3::/64")] {
            let table = """
                table \(family) docker-bridges {
                    map filter-forward-in-jumps { type ifname : verdict; }
                    map filter-forward-out-jumps { type ifname : verdict; }
                    map nat-postrouting-out-jumps { type ifname : verdict; }
                    chain filter-FORWARD {
                        type filter hook forward priority filter; policy accept;
                        oifname vmap @filter-forward-in-jumps
                        iifname vmap @filter-forward-out-jumps
                    }
                    chain nat-POSTROUTING {
                        type nat hook postrouting priority srcnat; policy accept;
                        oifname vmap @nat-postrouting-out-jumps
                    }
                    chain filter-forward-in__docker0 {
                        ct state established,related counter accept
                        iifname "docker0" counter accept
                        meta l4proto { tcp, udp } th dport 80 counter accept
                        counter drop
                    }
                    chain filter-forward-out__docker0 {
                        ct state established,related counter accept
                        counter accept
                    }
                    chain nat-postrouting-masquerade {
                        type nat hook postrouting priority srcnat; policy accept;
                        oifname != "docker0" \(family) saddr \(subnet) counter masquerade
                    }
                }
                add element \(family) docker-bridges filter-forward-in-jumps { "docker0" : jump filter-forward-in__docker0 }
                add element \(family) docker-bridges filter-forward-out-jumps { "docker0" : jump filter-forward-out__docker0 }
                """
            try await witness("nft", "-f", "-", input: table)
        }
    }

    /// Maps a host port to a port of a Docker container, as Docker does.
    func publishAsDocker(_ port: UInt16) async throws {
        for (family, target) in [("ip", "10.3.0.2"), ("ip6", "[fd00:3::2]")] {
            let table = """
                table \(family) docker-ports {
                    chain prerouting {
                        type nat hook prerouting priority dstnat; policy accept;
                        fib daddr type local meta l4proto { tcp, udp } th dport \(port) dnat to \(target):80
                    }
                }
                """
            try await witness("nft", "-f", "-", input: table)
        }
    }
}

extension Scene {
    /// Returns a container of Docker's own network: the bridge `docker0`, 10.3.0.0/24 and fd00:3::/64.
    func dockerContainer() async throws -> Witness {
        let namespace = try NetworkNamespace.new()
        let inside = Witness(namespace)
        try await host.witness("ip", "link", "add", "docker0", "type", "bridge")
        try await host.witness("ip", "link", "add", "dv0", "master", "docker0", "type", "veth", "peer", "name", "dc0")
        try Links(try NetlinkSocket(.route, in: .ofTest)).move(.name(.of("dc0")), to: namespace)
        try await host.witness("ip", "link", "set", "dv0", "up")
        for (witness, link, number) in [(host.witness, "docker0", 1), (inside, "dc0", 2)] {
            try await witness("ip", "link", "set", link, "up")
            try await witness("ip", "address", "add", "10.3.0.\(number)/24", "dev", link)
            try await witness("ip", "address", "add", "fd00:3::\(number)/64", "dev", link, "nodad")
        }
        for gateway in ["10.3.0.1", "fd00:3::1"] {
            try await inside("ip", "route", "add", "default", "via", gateway)
        }
        try await host.add([.dockerLink(.of("docker0"))])
        return inside
    }

    /// Recreates the firewall with all its elements, as mdnp does after Docker has created its chains.
    func openFirewallAgain() async throws {
        try await host.carryOut(.open(with: try await host.observe().firewall))
    }
}
