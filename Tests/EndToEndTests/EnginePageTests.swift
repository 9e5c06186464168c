import GuideTesting
import Lab
import Testing

extension EndToEnd {
    /// The page that says what each engine can and cannot do.
    @Suite struct EnginePage {
        @Test(arguments: Engine.chosen) func `this engine, and its compose, are named as tested`(
            engine: Engine
        ) async throws {
            let host = try engine.host
            let page = try Page(path: "Documentation/Engines.md").text
            let named = try #require(page.split(separator: "\n\n").first { $0.contains("Tested on each change") })
            for command in [["version", "--format", "{{.Server.Version}}"], ["compose", "version", "--short"]] {
                let version = try await host.succeed(["docker"] + command)
                let release = version.split(separator: ".").prefix(2).joined(separator: ".")
                #expect(named.contains(" \(release)"), "\(command[0]) \(version)")
            }
        }

        @Test(arguments: Engine.chosen) func `it takes an address on a network of a chosen subnet alone, up to 28`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.docker("network", "create", "--driver", "mdnp", "--ipam-driver", "mdnp", "n")
                let words = ["docker", "run", "--rm", "--network", "n", "--ip", "10.128.0.77", "busybox", "true"]
                let output = try await host.run(words)
                let version = try await host.docker("version", "--format", "{{.Server.Version}}")
                let major = try #require(version.split(separator: ".").first.flatMap { Int($0) })
                #expect((output.status == 0) == (major >= 29), "\(output.errors)")
            }
        }

        @Test(arguments: Engine.chosen) func `it shows no ports that mdnp has published`(engine: Engine) async throws {
            try await engine.host.tidily { host in
                try await host.network("n")
                try await host.container("web", on: "n", "--publish", "8095:80")
                #expect(try await !host.docker("ps", "--format", "{{.Ports}}").contains("8095"))
                #expect(try await host.docker("port", "web") == "")
                #expect(try await host.ports().contains { $0.hostPort == 8095 })
            }
        }
    }
}
