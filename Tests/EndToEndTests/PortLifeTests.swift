// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of published ports over the life of containers, networks and mdnp.
    @Suite struct PortLife {
        @Test(arguments: Publisher.chosen)
        func `a port is free as soon as its container is stopped, disconnected or removed`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                for (end, beginning) in [
                    (["stop", "web"], ["start", "web"]),
                    (["network", "disconnect", "n", "web"], ["network", "connect", "n", "web"]),
                    (["rm", "--force", "web"], []),
                ] {
                    try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
                    try await host.succeed(["docker"] + end)
                    let ports = ["tcp:0.0.0.0:8080", "tcp:[::]:8080", "udp:0.0.0.0:8080", "udp:[::]:8080"]
                    #expect(try await host.bind(ports) == ["ok", "ok", "ok", "ok"], "after \(end)")
                    if publisher.driver == .mdnp { #expect(try await host.ports() == []) }
                    if !beginning.isEmpty { try await host.succeed(["docker"] + beginning) }
                }
            }
        }

        @Test(arguments: Publisher.chosen)
        func `the remaining network of a container publishes its ports after a disconnect from the other`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await publisher.network("m", 121)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.docker("network", "connect", "m", "web")
                for (network, subnet) in [("n", "10.121.0."), ("m", "10.120.0.")] {
                    try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                    try await host.docker("network", "disconnect", network, "web")
                    try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                    try await host.expect("web 2001:db8:100::2", at: ["[2001:db8:100::1]"], 8080, from: .world)
                    if publisher.driver == .mdnp {
                        let ports = try await host.ports().filter { $0.hostAddress == "0.0.0.0" }
                        #expect(ports.count == 2)
                        #expect(ports.allSatisfy { $0.containerAddress.hasPrefix(subnet) })
                    }
                    try await host.docker("network", "connect", network, "web")
                }
                try await host.docker("stop", "web")
                #expect(try await host.bind(["tcp:0.0.0.0:8080", "udp:[::]:8080"]) == ["ok", "ok"])
                if publisher.driver == .mdnp { #expect(try await host.ports() == []) }
            }
        }

        @Test(arguments: Publisher.mdnp, Recovery.Interruption.allCases)
        func `published ports stay the same across a restart of mdnp, and work while mdnp is down`(
            publisher: Publisher,
            interruption: Recovery.Interruption
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80/tcp", "80/tcp", "8080:80/udp"])
                let before = try await host.ports()
                let chosen = try #require(before.map(\.hostPort).first { $0 != 8080 })
                switch interruption {
                case .restarted: try await host.stop(.mdnp)
                case .killed: try await host.kill(.mdnp)
                }
                try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                try await host.expect("web 2001:db8:100::2", at: ["[2001:db8:100::1]"], 8080, from: .world)
                try await host.expect("web", at: LabHost.addresses + ["127.0.0.1"], 8080, from: .host)
                try await host.expect("web", at: LabHost.addresses, chosen, over: ["tcp"], from: .world)
                try await host.start(.mdnp)
                #expect(Set(try await host.ports()) == Set(before))
                try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                try await host.expect("web", at: LabHost.addresses + ["127.0.0.1", "[::1]"], 8080, from: .host)
                try await host.expect("web", at: LabHost.addresses, chosen, over: ["tcp"], from: .world)
                #expect(try await host.bind(["tcp:[::]:8080", "udp:0.0.0.0:8080"]).allSatisfy { $0 != "ok" })
            }
        }

        @Test(arguments: Publisher.mdnp) func `mdnp lists the published ports`(publisher: Publisher) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80/tcp", "198.51.100.1:5353:53/udp"])
                let network = try await host.id(of: "n")
                let endpoint = try await host.docker("EndpointID", of: "web", on: "n")
                let six = try await host.docker("GlobalIPv6Address", of: "web", on: "n")
                func port(_ transport: String, _ host: String, _ hostPort: Int, _ container: String, _ port: Int)
                    -> PublishedPort
                {
                    PublishedPort(
                        network: network,
                        endpoint: endpoint,
                        protocol: transport,
                        hostAddress: host,
                        hostPort: hostPort,
                        containerAddress: container,
                        containerPort: port,
                        hostPortEnd: hostPort,
                        containerPortEnd: port
                    )
                }
                let ports = try await host.ports()
                #expect(ports.count == 3)
                #expect(
                    Set(ports) == [
                        port("tcp", "0.0.0.0", 8080, "10.120.0.2", 80), port("tcp", "::", 8080, six, 80),
                        port("udp", "198.51.100.1", 5353, "10.120.0.2", 53),
                    ]
                )
                let table = try await host.succeed("mdnp", "ports")
                for word in ["8080", "5353", "198.51.100.1", "10.120.0.2", six, "tcp", "udp"] {
                    #expect(table.contains(word))
                }
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `all rules of mdnp are removed with the last network, and by uninstall-rules`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                #expect(try await host.rulesOfOurs() != [])
                try await host.stop(.mdnp)
                try await host.succeed("mdnp", "uninstall-rules")
                #expect(try await host.rulesOfOurs() == [])
                try await host.start(.mdnp)
                try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
                try await host.docker("rm", "--force", "web")
                try await host.docker("network", "rm", "n")
                #expect(try await host.rulesOfOurs() == [])
            }
        }
    }
}

extension LabHost {
    /// Returns the lines of the host's firewall that belong to mdnp.
    fileprivate func rulesOfOurs() async throws -> [Substring] {
        let lines = try await succeed("nft", "list", "ruleset").split(separator: "\n").filter { $0.contains("mdnp") }
        let rules = try await run("sh", "-c", "iptables -S; ip6tables -S").text
        return lines + rules.split(separator: "\n").filter { $0.contains("mark") || $0.contains("MDNP") }
    }
}
