// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of published ports of a container on two networks, such as a reverse proxy.
    @Suite struct PortSecondNetwork {
        /// The network beside `n`.
        ///
        /// Docker publishes at the network whose name sorts first.
        struct Second: CustomTestStringConvertible {
            let driver: PublishingDriver
            let name: String

            var testDescription: String { "\(driver) \(name)" }

            static let all = PublishingDriver.allCases.flatMap { driver in
                ["other", "another"].map { Second(driver: driver, name: $0) }
            }
        }

        @Test(arguments: Publisher.mdnp, Second.all)
        func `a container on two networks answers clients of both by the host's address, in either order of joining`(
            publisher: Publisher,
            second: Second
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let other = Publisher(engine: publisher.engine, driver: second.driver)
                try await other.network(second.name, 121)
                try await host.container("client", on: second.name)
                try await host.container("neighbour", on: "n")
                // On engines before 28, a proxy answers UDP on Docker's own ports, from an address other than the requested one.
                let answersUDP = second.driver == .mdnp || publisher.engine.name.hasPrefix("28")
                let transports = answersUDP ? ["tcp", "udp"] : ["tcp"]
                for (first, later) in [("n", second.name), (second.name, "n")] {
                    try await host.serve("web", on: first, publishing: ["8080:80"])
                    try await host.docker("network", "connect", later, "web")
                    for client in ["client", "neighbour", "web"] {
                        try await host.expect(
                            "web",
                            at: LabHost.addresses,
                            8080,
                            over: transports,
                            from: .container(client)
                        )
                    }
                    try await host.expect("web", at: LabHost.addresses, 8080, over: transports, from: .world)
                    try await host.docker("network", "disconnect", later, "web")
                    try await host.expect(
                        "web",
                        at: LabHost.addresses,
                        8080,
                        over: transports,
                        from: .container("neighbour")
                    )
                    try await host.docker("rm", "--force", "web")
                }
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `a UDP client that sends without a pause is answered after the container joins the client's network`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await publisher.network("other", 121)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.serve("client", on: "other")
                let call = try await host.call("udp:198.51.100.1:8080", from: .container("client"), to: "/run/call")
                let lines = { () async throws -> Int in
                    Int(try await host.succeed("sh", "-c", "grep -c '^web ' /run/call || true")) ?? 0
                }
                #expect(try await eventually { try await lines() > 0 })
                try await host.docker("network", "connect", "other", "web")
                let before = try await lines()
                #expect(try await eventually { try await lines() > before + 5 })
                try await host.succeed("kill", "-KILL", call)
            }
        }
    }
}
