// SPDX-License-Identifier: Apache-2.0

import Foundation
import GuideTesting
import Lab
import Testing

extension EndToEnd {
    /// Tests of `docker compose` with the guide's file.
    @Suite struct Compose {
        @Test(arguments: Engine.chosen)
        func `two networks start with names, addresses and ports, start again, and leave nothing`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                // The second run fails if the first one leaves anything.
                for _ in 1...2 {
                    try await host.compose("up", "--detach")
                    try await host.expectShop()
                    try await host.compose("down")
                    #expect(try await host.docker("network", "ls", "--quiet", "--filter", "driver=mdnp") == "")
                    #expect(try await host.endpoints() == 0)
                    #expect(try await host.pools() == [])
                    #expect(try await host.ports() == [])
                }
            }
        }
    }
}

extension LabHost {
    /// Runs `docker compose` on the guide's file.
    fileprivate func compose(_ arguments: String...) async throws {
        let file = "\(Page.root)/Documentation/Guides/compose.yaml"
        try await succeed(["docker", "compose", "--file", file] + arguments)
    }

    /// Expects the contents of the file: fixed addresses, the MTU, names and aliases, ports, and no way out of `back`.
    fileprivate func expectShop() async throws {
        #expect(try await docker("IPAddress", of: "shop-web-1", on: "shop_front") == "10.83.0.10")
        #expect(try await docker("IPAddress", of: "shop-web-1", on: "shop_back") == "10.84.0.10")
        #expect(try await docker("IPAddress", of: "shop-db-1", on: "shop_back") == "10.84.0.20")
        #expect(try await docker("Gateway", of: "shop-web-1", on: "shop_front") == "10.83.0.254")
        let inside = try await links(in: "shop-web-1").filter { $0.name != "lo" }
        #expect(Set(inside.map(\.mtu)) == [1400, 1500])
        for (client, name, answer) in [
            ("shop-web-1", "db", "db"), ("shop-web-1", "database", "db"), ("shop-web-1", "storage", "db"),
            ("shop-db-1", "web", "web"),
        ] {
            let question = ["docker", "exec", client, "wget", "-q", "-O", "-", "http://\(name)/hostname"]
            #expect(try await answers(question, answer), "\(client) asks \(name)")
        }
        for port in [8080, 8081] {
            #expect(try await answers(["curl", "--silent", "http://127.0.0.1:\(port)/hostname"], "web"))
        }
        #expect(Set(try await ports().map(\.hostPort)) == [8080, 8081])
        #expect(try await isCutOff("10.83.0.254", from: "shop-db-1"))
    }

    private func answers(_ question: [String], _ answer: String) async throws -> Bool {
        try await eventually {
            let output = try await run(question)
            return output.status == 0 && output.text == answer
        }
    }
}
