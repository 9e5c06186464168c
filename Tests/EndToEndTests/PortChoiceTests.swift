// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the host ports and host addresses at which ports are published.
    @Suite struct PortChoice {
        @Test(arguments: Publisher.chosen) func `a free host port is chosen and shown if the user names none`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("one", on: "n", publishing: ["80/tcp"])
                try await host.serve("two", on: "n", publishing: ["80/tcp"])
                var chosen: Set<Int> = []
                for name in ["one", "two"] {
                    let ports = try await publisher.hostPorts(of: name, on: "n", 80, "tcp")
                    #expect(ports.count == 1, "one port for both families")
                    let port = try #require(ports.first)
                    try await host.expect(name, at: LabHost.addresses, port, over: ["tcp"], from: .world)
                    chosen.insert(port)
                }
                #expect(chosen.count == 2)
            }
        }

        @Test(arguments: Publisher.chosen) func `a host port range serves as many containers as it has ports`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                var chosen: Set<Int> = []
                for name in ["one", "two", "three"] {
                    try await host.serve(name, on: "n", publishing: ["8000-8002:80/tcp"])
                    let port = try #require(try await publisher.hostPorts(of: name, on: "n", 80, "tcp").first)
                    try await host.expect(name, at: LabHost.addresses, port, over: ["tcp"], from: .world)
                    chosen.insert(port)
                }
                #expect(chosen == [8000, 8001, 8002])
                let message = try await host.servingRefusal("four", on: "n", publishing: ["8000-8002:80/tcp"])
                #expect(message.contains("8000-8002") || publisher.driver == .bridge)
                try await host.docker("rm", "--force", "two")
                try await host.docker("start", "four")
                try await host.expect("four", at: LabHost.addresses, 8001, over: ["tcp"], from: .world)
            }
        }

        @Test(arguments: Publisher.chosen) func `two ranges of one length are published port by port`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8100-8102:80-82"], listening: [80, 82])
                for transport in ["tcp", "udp"] {
                    for port in 80...82 {
                        let ports = try await publisher.hostPorts(of: "web", on: "n", port, transport)
                        #expect(ports == [8020 + port])
                    }
                }
                try await host.expect("web", at: LabHost.addresses, 8100, from: .world)
                try await host.expect("web", at: LabHost.addresses, 8102, from: .world)
            }
        }

        @Test(arguments: Publisher.chosen)
        func `a port published at one host address is neither open nor taken at another`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await host.succeed("ip", "address", "add", "198.51.100.9/24", "dev", "uplink0")
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["198.51.100.1:8080:80"])
                try await host.serve("six", on: "n", publishing: ["[2001:db8:100::1]:8080:80"])
                try await host.serve("other", on: "n", publishing: ["198.51.100.9:8080:80"])
                for place in [Place.world, .host] {
                    try await host.expect("web", at: ["198.51.100.1"], 8080, from: place)
                    try await host.expect("six", at: ["[2001:db8:100::1]"], 8080, from: place)
                    try await host.expect("other", at: ["198.51.100.9"], 8080, from: place)
                }
                try await host.expectSilence(at: ["127.0.0.1", "[::1]", "10.120.0.1"], 8080, from: .host)
            }
        }

        @Test(arguments: Publisher.chosen)
        func `a port published at a loopback address is reachable from the host only`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["127.0.0.1:8080:80"])
                try await host.serve("six", on: "n", publishing: ["[::1]:8080:80"])
                try await host.expect("web", at: ["127.0.0.1"], 8080, from: .host)
                try await host.expect("six", at: ["[::1]"], 8080, from: .host)
                try await host.expectSilence(at: LabHost.addresses, 8080, from: .host)
                try await host.expectSilence(at: LabHost.addresses, 8080, from: .world)
                try await host.expectSilence(at: LabHost.addresses, 8080, from: .container("web"))
            }
        }
    }
}
