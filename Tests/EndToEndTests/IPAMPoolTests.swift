// SPDX-License-Identifier: Apache-2.0

import Addressing
import Lab
import Testing

extension EndToEnd {
    /// Tests of the subnets that mdnp's IPAM assigns to networks.
    @Suite struct IPAMPools {
        @Test(arguments: Engine.chosen) func `a network without a subnet gets one that no other network had recently`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                let range = try #require(Prefix("10.128.0.0/9"))
                try await host.leasingNetwork("n")
                try await host.leasingNetwork("m")
                let subnets = try await host.subnets(of: "n") + host.subnets(of: "m")
                #expect(Set(subnets).count == 2)
                #expect(subnets.allSatisfy { range.contains($0) && $0.length == 24 })
                try await host.container("alice", on: "m")
                let gateway = try await host.docker("Gateway", of: "alice", on: "m")
                #expect(try await host.reaches(gateway, from: "alice"))
                try await host.docker("rm", "--force", "alice")
                try await host.docker("network", "rm", "n", "m")
                #expect(try await host.pools() == [])
                try await host.leasingNetwork("n")
                #expect(!subnets.contains(try #require(try await host.subnets(of: "n").first)))
            }
        }

        @Test(arguments: Engine.chosen) func `automatic IPv6 subnets are from a single block of the host`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("n", "--ipv6")
                try await host.leasingNetwork("m", "--ipv6")
                let subnets = (try await host.subnets(of: "n") + host.subnets(of: "m")).filter { $0.family == .v6 }
                #expect(Set(subnets).count == 2)
                #expect(subnets.map(\.length) == [64, 64])
                let block = try #require(subnets.first.flatMap { Prefix($0.address, length: 48) })
                #expect(try #require(Prefix("fd00::/8")).contains(block))
                #expect(subnets.allSatisfy { block.contains($0) })
                try await host.container("alice", on: "n")
                let gateway = try await host.docker("IPv6Gateway", of: "alice", on: "n")
                #expect(try await host.reaches(gateway, from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen) func `a subnet to which the host has a route is skipped`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                let next = try await host.nextSubnets(3)
                try await host.succeed("ip", "link", "add", "lab0", "type", "bridge")
                try await host.succeed("ip", "link", "set", "lab0", "up")
                let part = try #require(Prefix(next[1].last, length: 28))
                for route in [next[0], part] {
                    try await host.succeed("ip", "route", "add", "\(route)", "dev", "lab0")
                }
                try await host.leasingNetwork("n")
                #expect(try await host.subnets(of: "n") == [next[2]])
                #expect(try await host.pools().map(\.subnet) == ["\(next[2])"])
                try await host.succeed("ip", "link", "delete", "lab0")
            }
        }

        @Test(arguments: Engine.chosen) func `a subnet that Docker rejects is released`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                // Docker rejects a network that contains a name server of the host.
                let next = try await host.nextSubnets(2)
                let servers = try await host.succeed("cat", "/etc/resolv.conf")
                try await host.succeed("sh", "-c", "echo nameserver \(next[0].last) >/etc/resolv.conf")
                try await host.leasingNetwork("n")
                try await host.succeed("sh", "-c", "echo '\(servers)' >/etc/resolv.conf")
                #expect(try await host.subnets(of: "n") == [next[1]])
                #expect(try await host.pools().map(\.subnet) == ["\(next[1])"])
            }
        }

        @Test(arguments: Engine.chosen)
        func `a subnet that overlaps a network of Docker's own driver is refused with that network's id`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.docker("network", "create", "--subnet", "10.97.0.0/24", "dockers")
                let id = try await host.id(of: "dockers").prefix(12)
                let message = try await host.leasingNetworkRefusal("--subnet", "10.97.0.0/25")
                #expect(message.contains("subnet 10.97.0.0/25: overlaps Docker network \(id)"))
                #expect(message.contains("br-\(id)"))
                #expect(try await host.pools() == [])
            }
        }

        @Test(arguments: Engine.chosen)
        func `overlap=allow permits a subnet that overlaps a route, and never one that overlaps a network`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.succeed("ip", "link", "add", "tun0", "type", "bridge")
                try await host.succeed("ip", "link", "set", "tun0", "up")
                try await host.succeed("ip", "route", "replace", "10.98.0.0/16", "dev", "tun0")
                let message = try await host.leasingNetworkRefusal("--subnet", "10.98.7.0/24")
                #expect(
                    message.contains(
                        "subnet 10.98.7.0/24: overlaps route 10.98.0.0/16 of link tun0; "
                            + "choose another subnet, or allow this one with --ipam-opt overlap=allow"
                    )
                )
                let allowing = ["--ipam-opt", "overlap=allow"]
                try await host.leasingNetwork("n", "--subnet", "10.98.7.0/24", allowing[0], allowing[1])
                try await host.container("alice", on: "n")
                #expect(try await host.reaches("10.98.7.1", from: "alice"))
                let network = try await host.id(of: "n").prefix(12)
                let other = try await host.leasingNetworkRefusal("--subnet", "10.98.0.0/16", allowing[0], allowing[1])
                #expect(other.contains("subnet 10.98.0.0/16: overlaps subnet 10.98.7.0/24 of network \(network)"))
                try await host.succeed("ip", "link", "delete", "tun0")
            }
        }

        @Test(arguments: Engine.chosen)
        func `while a VPN routes all of 10_0_0_0 a network without a subnet gets one of another private block`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.succeed("ip", "link", "add", "tun0", "type", "bridge")
                try await host.succeed("ip", "link", "set", "tun0", "up")
                try await host.succeed("ip", "route", "add", "10.0.0.0/8", "dev", "tun0")
                try await host.leasingNetwork("n")
                let subnet = try #require(try await host.subnets(of: "n").first)
                #expect(try #require(Prefix("172.16.0.0/12")).contains(subnet) && subnet.length == 24)
                try await host.container("alice", on: "n")
                let gateway = try await host.docker("Gateway", of: "alice", on: "n")
                #expect(try await host.reaches(gateway, from: "alice"))
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                try await host.succeed("ip", "link", "delete", "tun0")
            }
        }

        @Test(arguments: Engine.chosen)
        func `a route that drops packets for all private addresses does not occupy their subnets`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                let holes = ["blackhole 10.0.0.0/8", "unreachable 172.16.0.0/12", "prohibit 192.168.0.0/16"]
                for hole in holes { try await host.succeed("sh", "-c", "ip route add \(hole)") }
                try await host.leasingNetwork("n")
                try await host.leasingNetwork("m", "--subnet", "10.103.0.0/24")
                for network in ["n", "m"] {
                    try await host.container("on-\(network)", on: network)
                    let gateway = try await host.docker("Gateway", of: "on-\(network)", on: network)
                    #expect(try await host.reaches(gateway, from: "on-\(network)"))
                }
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                // A separate table without a rule that refers to it.
                try await host.succeed("sh", "-c", "ip route add 10.104.0.0/16 dev lo table 77")
                try await host.leasingNetwork("o", "--subnet", "10.104.7.0/24")
                let within = try await host.leasingNetworkRefusal("--subnet", "8.0.0.0/6")
                #expect(within.contains("subnet 8.0.0.0/6: overlaps"))
                for hole in holes { try await host.succeed("sh", "-c", "ip route delete \(hole)") }
                try await host.succeed("ip", "route", "flush", "table", "77")
            }
        }

        @Test(
            arguments: Engine.chosen,
            [
                ("gatewy=last", "option gatewy: does not exist; did you mean gateway?"),
                ("colour=red", "option colour: does not exist; use one of gateway, overlap"),
                ("gateway=middle", #"option gateway: "middle" is invalid; use one of first, last"#),
                ("overlap=yes", #"option overlap: "yes" is invalid; use one of refuse, allow"#),
            ]
        )
        func `a wrong option of the IPAM driver is refused by name and leaves nothing`(
            engine: Engine,
            wrong: (option: String, message: String)
        ) async throws {
            try await engine.host.tidily { host in
                let message = try await host.leasingNetworkRefusal("--ipam-opt", wrong.option)
                #expect(message.contains(wrong.message))
                #expect(try await host.pools() == [])
            }
        }

        @Test(arguments: Engine.chosen) func `a subnet is available again as soon as its network is removed`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                for _ in 1...5 {
                    try await host.leasingNetwork("n", "--subnet", "10.99.0.0/24")
                    try await host.docker("run", "--rm", "--network", "n", "busybox", "true")
                    try await host.docker("network", "rm", "n")
                    #expect(try await host.pools() == [])
                }
            }
        }

        @Test(arguments: Engine.chosen) func `a network of Docker's own driver gets its addresses from mdnp`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.docker("network", "create", "--driver", "bridge", "--ipam-driver", "mdnp", "n")
                try await host.container("alice", on: "n")
                try await host.container("bob", on: "n")
                #expect(try await host.reaches("bob", from: "alice"))
                let pool = try #require(try await host.pools().first)
                #expect(pool.network == nil)
                #expect([pool.subnet] == (try await host.subnets(of: "n").map(\.description)))
                #expect(pool.addresses("held").count == 3)
                let address = try await host.docker("IPAddress", of: "alice", on: "n")
                #expect(pool.addresses("held").contains(address))
                try await host.docker("stop", "--time", "0", "alice")
                try await host.docker("rm", "--force", "bob")
                #expect(try await host.pools().map { $0.addresses("held").count } == [1])
                try await host.docker("rm", "alice")
                try await host.docker("network", "rm", "n")
                #expect(try await host.pools() == [])
            }
        }
    }
}

extension LabHost {
    /// Returns the next automatic subnets, if all are free.
    fileprivate func nextSubnets(_ count: UInt128) async throws -> [Prefix] {
        try await leasingNetwork("n")
        let last = try #require(try await subnets(of: "n").first)
        try await docker("network", "rm", "n")
        return (1...count).compactMap { distance in
            IPAddress(rawValue: last.address.rawValue + 256 * distance, family: .v4).flatMap { Prefix($0, length: 24) }
        }
    }
}
