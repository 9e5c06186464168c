// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the MAC addresses of containers.
    @Suite struct MACAddresses {
        /// The IPAM drivers of the tested networks.
        private static let ipamDrivers = ["mdnp", "default"]

        @Test(arguments: Engine.chosen, ipamDrivers)
        func `a container recreated with its MAC address reaches the container that got its old address`(
            engine: Engine,
            ipam: String
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--ipam-driver", ipam, "--subnet", "10.104.0.0/24")
                try await host.container("old", on: "n", "--ip", "10.104.0.2")
                let mac = try #require(try await host.interface(of: "old").mac)
                try await host.docker("rm", "--force", "old")
                try await host.container("new", on: "n", "--ip", "10.104.0.9", "--mac-address", mac)
                try await host.container("other", on: "n", "--ip", "10.104.0.2")
                #expect(try await host.interface(of: "new").mac == mac)
                #expect(try await host.interface(of: "other").mac != mac)
                let shown = try await host.docker("MacAddress", of: "other", on: "n")
                #expect(try await host.interface(of: "other").mac == shown)
                #expect(try await host.reaches("10.104.0.9", from: "other"))
                #expect(try await host.reaches("10.104.0.2", from: "new"))
                for address in ["10.104.0.2", "10.104.0.9"] {
                    #expect(try await host.run("ping", "-c", "1", "-W", "2", address).status == 0)
                }
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
            }
        }

        @Test(arguments: Engine.chosen, ipamDrivers)
        func `a MAC address that another container of the network has is refused with that container's name`(
            engine: Engine,
            ipam: String
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--ipam-driver", ipam, "--subnet", "10.105.0.0/24")
                try await host.network("m", "--ipam-driver", ipam, "--subnet", "10.106.0.0/24")
                let mac = "02:00:5e:10:00:09"
                try await host.container("first", on: "n", "--mac-address", mac, "--ip", "10.105.0.7")
                let message = try await host.containerRefusal(on: "n", "--mac-address", mac)
                #expect(message.contains("MAC address \(mac): belongs to"))
                #expect(
                    message.contains("at 10.105.0.7 on the same network; use another address, or omit --mac-address")
                )
                #expect(try await host.endpoints() == 1)
                // On another network, the MAC address is free.
                try await host.container("second", on: "m", "--mac-address", mac)
                #expect(try await host.interface(of: "second").mac == mac)
                // The MAC address is free as soon as its container is removed.
                try await host.docker("rm", "--force", "first")
                try await host.container("third", on: "n", "--mac-address", mac)
                #expect(try await host.reaches("10.105.0.1", from: "third"))
            }
        }
    }
}
