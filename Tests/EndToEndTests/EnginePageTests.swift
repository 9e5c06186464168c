// SPDX-License-Identifier: Apache-2.0

import Foundation
import GuideTesting
import Lab
import Testing

extension EndToEnd {
    /// Tests of the page that lists the abilities of each engine.
    @Suite struct EnginePage {
        @Test(arguments: Engine.chosen) func `the page names the tested engine and its compose version`(
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

        /// The first words of rows in the page's table, each with a trial on an mdnp network `n`.
        ///
        /// ADDRESS is an address of its subnet.
        private static let trials = [
            "a network without IPv4": ["network", "create", "--driver", "mdnp", "--ipv4=false", "--ipv6", "m"],
            "`--ip` on a network": ["run", "--rm", "--network", "n", "--ip", "ADDRESS", "busybox", "true"],
            "which network is": ["run", "--rm", "--network", "name=n,gw-priority=1", "busybox", "true"],
            "sysctls of an interface": [
                "run", "--rm", "--network",
                "name=n,driver-opt=com.docker.network.endpoint.sysctls=net.ipv4.conf.IFNAME.log_martians=1",
                "busybox", "grep", "1", "/proc/sys/net/ipv4/conf/eth0/log_martians",
            ],
        ]

        @Test(arguments: Engine.chosen, trials.keys.sorted()) func `an engine can do exactly what the table states`(
            engine: Engine,
            row: String
        ) async throws {
            let text = try Page(path: "Documentation/Engines.md").text
            let table = text.split(separator: "\n").map {
                $0.split(separator: "|").map { $0.trimmingCharacters(in: [" "]) }
            }
            let header = try #require(table.first { $0.contains("20.10") })
            let cells = try #require(table.first { $0.first?.hasPrefix(row) == true })
            try await engine.host.tidily { host in
                let version = try await host.docker("version", "--format", "{{.Server.Version}}")
                let column = try #require(header.firstIndex { $0.contains(version.prefix(2)) })
                let driver = ["--driver", "mdnp", "--ipam-driver", "mdnp"]
                try await host.succeed(["docker", "network", "create"] + driver + ["n"])
                let subnet = try await host.docker(
                    "network",
                    "inspect",
                    "--format",
                    "{{(index .IPAM.Config 0).Subnet}}",
                    "n"
                )
                let words = try #require(Self.trials[row]).map {
                    $0 == "ADDRESS" ? subnet.replacing(".0/24", with: ".77") : $0
                }
                let output = try await host.run(["docker"] + words)
                #expect((output.status == 0) == cells[column].hasPrefix("yes"), "\(version): \(output.errors)")
            }
        }

        @Test(arguments: Engine.chosen)
        func `an engine shows no ports that mdnp published`(engine: Engine) async throws {
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
