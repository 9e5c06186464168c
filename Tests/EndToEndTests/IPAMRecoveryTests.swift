// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of addresses that Docker never released.
    @Suite struct IPAMRecovery {
        @Test(arguments: Engine.chosen) func `addresses of a killed engine's containers are free after its next start`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("n", "--subnet", "10.101.0.0/24")
                try await host.container("alice", on: "n", "--ip", "10.101.0.9")
                try await host.container("bob", on: "n")
                try await host.kill(.engine)
                try await host.start(.engine)
                #expect(try await host.pools().map { $0.addresses("held") } == [["10.101.0.1"]])
                try await host.container("carol", on: "n", "--ip", "10.101.0.9")
                #expect(try await host.reaches("10.101.0.1", from: "carol"))
                try await host.docker("start", "bob")
                #expect(try await host.reaches("10.101.0.9", from: "bob"))
                try await host.docker("rm", "--force", "alice", "bob", "carol")
                #expect(try await host.pools().map { $0.addresses("held") } == [["10.101.0.1"]])
            }
        }

        @Test(arguments: Engine.chosen) func `an address is free although mdnp missed the end of its container`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("n", "--subnet", "10.102.0.0/24")
                try await host.container("alice", on: "n", "--ip", "10.102.0.9")
                try await host.container("bob", on: "n")
                try await host.whileCallsAreLost { try await host.docker("stop", "--time", "0", "alice") }
                #expect(try await host.pools().map { $0.addresses("held") } == [["10.102.0.1", "10.102.0.2"]])
                #expect(try await host.endpoints() == 1)
                #expect(try await host.reaches("10.102.0.1", from: "bob"))
                try await host.docker("start", "alice")
                #expect(try await host.interface(of: "alice").globalAddresses == ["10.102.0.9/24"])
                #expect(try await host.reaches("10.102.0.9", from: "bob"))
            }
        }
    }
}
