import Lab
import Testing

extension EndToEnd {
    /// What neighbors remember of an address that comes back behind another MAC address.
    @Suite struct Announcements {
        @Test(arguments: Engine.chosen, ["default", "mdnp"])
        func `a neighbor that remembers the container before at an address reaches the new one before that speaks`(
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

        @Test(arguments: Engine.chosen)
        func `nothing is announced on a network whose user wants no announcements`(engine: Engine) async throws {
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

    /// Lets alice talk with bob, and puts another container in the place of bob, which stays silent.
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

    /// What alice remembers of an address.
    fileprivate func remembered(_ address: String) async throws -> String {
        try await succeed(in: .container("alice"), "ip", "neigh", "show", address)
    }
}
