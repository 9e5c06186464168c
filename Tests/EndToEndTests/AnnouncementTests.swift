// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of neighbor caches after an address moves to another MAC address.
    @Suite struct Announcements {
        @Test(arguments: Engine.chosen, ["default", "mdnp"])
        func `a neighbor with a stale cache entry reaches an address's new container before that container sends`(
            engine: Engine,
            ipam: String
        ) async throws {
            try await engine.host.tidily { host in
                try await host.replaceBob(ipam: ipam)
                for address in LabHost.bob {
                    let isAnnounced = try await eventually {
                        try await host.remembered(address).contains(LabHost.secondMAC)
                    }
                    #expect(isAnnounced, "\(address)")
                    #expect(try await host.reaches(address, from: "alice"))
                }
            }
        }

        @Test(arguments: Engine.main)
        func `addresses that a container claimed while the rules were missing are corrected when the rules are back`(
            mainEngine engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.succeed(
                    [
                        "docker", "network", "create", "--driver", "mdnp", "--subnet", "10.66.0.0/24", "--gateway",
                        "10.66.0.1",
                    ]
                        + ["--ipv6", "--subnet", "fd00:66::/64", "--gateway", "fd00:66::1", "n"]
                )
                try await host.container("alice", on: "n")
                try await host.container("bob", on: "n", "--ip", LabHost.bob[0], "--ip6", LabHost.bob[1])
                try await host.container("mallory", on: "n", "--mac-address", LabHost.firstMAC)
                let claimed = LabHost.bob + ["10.66.0.1", "fd00:66::1"]
                for address in claimed { #expect(try await host.reaches(address, from: "alice")) }
                try await host.stop(.mdnp)
                try await host.succeed("sh", "-c", "nft delete table inet mdnp && nft delete table bridge mdnp")
                // For one second after an update, a neighbor cache entry accepts no other claim.
                let areClaimed = try await eventually {
                    try await host.claims(claimed, of: "alice")
                    for address in claimed where try await !host.remembered(address).contains(LabHost.firstMAC) {
                        return false
                    }
                    return true
                }
                #expect(areClaimed)
                try await host.start(.mdnp)
                for address in claimed {
                    let isRepaired = try await eventually {
                        try await !host.remembered(address).contains(LabHost.firstMAC)
                    }
                    #expect(isRepaired, "\(address)")
                    #expect(try await host.reaches(address, from: "alice"))
                }
            }
        }

        @Test(arguments: Engine.chosen)
        func `no announcement is sent on a network with advertise_addr_nmsgs=0`(engine: Engine) async throws {
            try await engine.host.tidily { host in
                try await host.replaceBob(ipam: "mdnp", "--opt", "com.docker.network.advertise_addr_nmsgs=0")
                // Longer than announcements take.
                try await Task.sleep(for: .seconds(4))
                for address in LabHost.bob {
                    #expect(try await host.remembered(address).contains(LabHost.firstMAC))
                }
            }
        }
    }
}

extension LabHost {
    fileprivate static var bob: [String] { ["10.66.0.99", "fd00:66::99"] }
    fileprivate static var firstMAC: String { "02:00:5e:10:00:01" }
    fileprivate static var secondMAC: String { "02:00:5e:10:00:02" }

    /// Fills alice's neighbor cache with bob's addresses, then replaces bob by a container that stays silent.
    fileprivate func replaceBob(ipam: String, _ options: String...) async throws {
        try await succeed(
            ["docker", "network", "create", "--driver", "mdnp", "--ipam-driver", ipam] + options + [
                "--subnet", "10.66.0.0/24", "--ipv6", "--subnet", "fd00:66::/64", "n",
            ]
        )
        try await container("alice", on: "n")
        try await container("bob", mac: Self.firstMAC)
        for address in Self.bob {
            #expect(try await reaches(address, from: "alice"))
            #expect(try await remembered(address).contains(Self.firstMAC))
        }
        try await docker("rm", "--force", "bob")
        try await container("bob", mac: Self.secondMAC)
    }

    private func container(_ name: String, mac: String) async throws {
        try await container(name, on: "n", "--ip", Self.bob[0], "--ip6", Self.bob[1], "--mac-address", mac)
    }

    /// Returns alice's neighbor cache entry for an address.
    fileprivate func remembered(_ address: String) async throws -> String {
        try await succeed(in: .container("alice"), "ip", "neigh", "show", address)
    }

    /// Sends claims of both families from mallory to a neighbor, by ARP and by neighbor advertisements.
    fileprivate func claims(_ addresses: [String], of neighbor: String) async throws {
        let addressesOfNeighbor = try await succeed(in: .container(neighbor), "ip", "-brief", "address", "show", "eth0")
        try await succeed(
            in: .container("mallory"),
            "python3",
            "-c",
            """
            import socket, sys
            mac = bytes.fromhex(sys.argv[1].replace(":", ""))
            wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            wire.bind(("eth0", 0))
            router = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
            router.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, 255)
            neighbors = [word.split("/")[0] for word in sys.argv[2].split() if "/" in word]
            for address in sys.argv[3].split():
                if ":" in address:
                    body = bytes([136, 0, 0, 0, 0x20, 0, 0, 0]) + socket.inet_pton(socket.AF_INET6, address) + bytes([2, 1]) + mac
                    for neighbor in neighbors:
                        if neighbor.startswith("fd"): router.sendto(body, (neighbor, 0))
                else:
                    own = socket.inet_aton(address)
                    arp = bytes.fromhex("0001080006040002") + mac + own + mac + own
                    wire.send(b"\\xff" * 6 + mac + b"\\x08\\x06" + arp)
            """,
            Self.firstMAC,
            addressesOfNeighbor,
            addresses.joined(separator: " ")
        )
    }
}
