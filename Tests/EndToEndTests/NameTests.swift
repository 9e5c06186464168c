// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension EndToEnd {
    /// Tests of the names that mdnp gets from a real engine.
    @Suite struct Names {
        @Test(arguments: Engine.chosen)
        func `every list shows the names, also after a rename and after an engine restart`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("front", "--subnet", "10.91.0.0/24")
                try await host.container("web", on: "front", "--restart", "always", "--publish", "8091:80")
                #expect(try await host.eventuallyShows(["web on front"], of: "endpoints"))
                #expect(try await host.eventuallyShows(["web on front"], of: "ports"))
                #expect(try await host.eventuallyShows(["front"], of: "networks"))
                #expect(try await host.succeed("mdnp", "pools", "front").contains(/10\.91\.0\.2 +held +web/))
                #expect(try await host.succeed("mdnp", "status").contains(/engine +[0-9]+\.[0-9]+/))
                try await host.docker("rename", "web", "shop")
                #expect(try await host.eventuallyShows(["shop on front"], of: "endpoints"))
                try await host.restart(.engine)
                #expect(try await host.eventuallyShows(["shop on front"], of: "endpoints"))
                #expect(try await host.eventuallyShows(["shop on front"], of: "ports"))
                try await host.docker("network", "create", "--driver", "mdnp", "--subnet", "10.92.0.0/24", "rear")
                try await host.docker("network", "connect", "rear", "shop")
                #expect(try await host.eventuallyShows(["shop on front", "shop on rear"], of: "endpoints"))
                #expect(try await host.eventuallyShows(["front", "rear"], of: "networks"))
            }
        }

        @Test(arguments: Engine.chosen) func `mdnp gets the names again after its restart`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("front", "--subnet", "10.93.0.0/24")
                try await host.container("web", on: "front")
                try await host.restart(.mdnp)
                #expect(try await host.eventuallyShows(["web on front"], of: "endpoints"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `with --docker-socket off the engine's socket is never opened, and networks and ports work without names`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                // Connections of mdnp to the engine's socket: the inode of one end is the peer inode of the other.
                let script = """
                    ss -xpH state established | awk '$4 ~ /docker.sock/ { peers[$7] } /"mdnp"/ { ends[$5] }
                    END { for (end in ends) if (end in peers) count++; print count + 0 }'
                    """
                func connections() async throws -> String { try await host.succeed("sh", "-c", script) }
                #expect(try await eventually { try await connections() != "0" })
                try await host.stop(.mdnp)
                try await host.start(.mdnp, "--docker-socket", "off")
                do {
                    try await host.network("front", "--subnet", "10.95.0.0/24")
                    try await host.serve("web", on: "front", publishing: ["8095:80"])
                    #expect(try await host.ask(["tcp:127.0.0.1:8095"], from: .host, within: 20) == ["web 10.95.0.1"])
                    #expect(try await host.succeed("mdnp", "status").contains(/engine +off/))
                    // Longer than mdnp takes to get a name.
                    try await Task.sleep(for: .seconds(3))
                    #expect(try await connections() == "0")
                    #expect(try await !host.succeed("mdnp", "endpoints").contains("web"))
                } catch {
                    try await host.restart(.mdnp)
                    throw error
                }
                try await host.restart(.mdnp)
                #expect(try await host.eventuallyShows(["web on front"], of: "endpoints"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `a report contains endpoints and log lines, and no environment variables or labels of containers`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("front", "--subnet", "10.94.0.0/24")
                try await host.container("web", on: "front", "--env", "PASSWORD=hunter2", "--label", "key=hunter2")
                #expect(try await host.eventuallyShows(["web on front"], of: "endpoints"))
                try await host.succeed("mdnp", "report", "--output", "/run/report.tar.gz")
                let texts = try await host.succeed("tar", "-xzOf", "/run/report.tar.gz")
                #expect(texts.contains("10.94.0.2/24"))
                #expect(texts.contains(#""container" : "web""#))
                #expect(texts.contains(" info endpoint joined "))
                #expect(!texts.contains("hunter2"))
                try await host.succeed("rm", "/run/report.tar.gz")
            }
        }
    }
}

extension LabHost {
    /// Returns true if a list shows these names in time.
    ///
    /// The limit includes an engine's start and mdnp's new connection.
    func eventuallyShows(_ expected: Set<String>, of list: String) async throws -> Bool {
        struct Row: Decodable {
            let name, container, network_name: String?
        }
        return try await eventually(within: .seconds(45)) {
            let text = try await succeed("mdnp", list, "--format", "json")
            let rows = try JSONDecoder().decode([Row].self, from: Data(text.utf8))
            return Set(rows.map { $0.name ?? "\($0.container ?? "?") on \($0.network_name ?? "?")" }) == expected
        }
    }
}
