// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetworkModel
import Testing

/// What an engine beside mdnp does to a host.
extension Host {
    /// What Docker with iptables does: whatever is forwarded is dropped, also between two ports of a bridge, unless its users say
    /// otherwise.
    func filterAsDocker(backend: String) async throws {
        try await letFramesPass(true)
        let rules =
            "*filter\n:FORWARD DROP\n:DOCKER-USER -\n-A FORWARD -j DOCKER-USER\n-A DOCKER-USER -j RETURN\nCOMMIT\n"
        for iptables in ["iptables", "ip6tables"] {
            try await witness("\(iptables)-\(backend)-restore", "-w", "60", input: rules)
        }
    }

    /// What Docker from 29 on does with nf_tables: a chain of each bridge's for what comes to it and for what leaves it, and another
    /// address for what leaves it.
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

    /// Leads a port of the host's to a port of a container of Docker's, as Docker does.
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
    /// A container of Docker's own network: the bridge `docker0`, 10.3.0.0/24 and fd00:3::/64.
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
        try await host.add([.foreign(.of("docker0"))])
        return inside
    }

    /// Makes the firewall anew with all that it knows, as is done when Docker has made its chains.
    func openFirewallAgain() async throws {
        try await host.carryOut(.open(with: try await host.observe().firewall))
    }
}
