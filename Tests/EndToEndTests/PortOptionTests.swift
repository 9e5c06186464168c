// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the addresses at which networks and endpoints publish, and of the allowed clients.
    @Suite struct PortOptions {
        @Test(arguments: Publisher.mdnp) func `a network publishes at its configured address`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("near", 120, "--opt", "publish.bind=localhost")
                try await publisher.network("far", 121, "--opt", "publish.bind=198.51.100.1")
                try await host.serve("near", on: "near", publishing: ["8080:80"])
                try await host.serve("far", on: "far", publishing: ["8081:80"])
                // A container may choose its own address.
                try await host.serve("both", on: "near", publishing: ["198.51.100.1:8082:80"])
                try await host.expect("near", at: ["127.0.0.1", "[::1]", "localhost"], 8080, from: .host)
                try await host.expect("far", at: ["198.51.100.1"], 8081, from: .world)
                try await host.expect("both", at: ["198.51.100.1"], 8082, from: .world)
                try await host.expectSilence(at: LabHost.addresses, 8080, from: .world)
                try await host.expectSilence(at: ["127.0.0.1", "[2001:db8:100::1]"], 8081, from: .host)
            }
        }

        @Test(arguments: Publisher.chosen) func `Docker's option for the address of published ports is accepted`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                let option = "com.docker.network.bridge.host_binding_ipv4"
                try await publisher.network("near", 120, "--opt", "\(option)=127.0.0.1")
                try await publisher.network("far", 121, "--opt", "\(option)=198.51.100.1")
                try await host.serve("near", on: "near", publishing: ["8080:80"])
                try await host.serve("far", on: "far", publishing: ["8081:80"])
                try await host.expect("near", at: ["127.0.0.1"], 8080, from: .host)
                try await host.expect("far", at: ["198.51.100.1"], 8081, from: .world)
                try await host.expectSilence(at: ["198.51.100.1"], 8080, from: .world)
                try await host.expectSilence(at: ["127.0.0.1"], 8081, from: .host)
            }
        }

        @Test(arguments: Publisher.mdnp) func `a container publishes at its configured address`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await publisher.network("m", 121)
                try await host.serve("web", on: "n,driver-opt=publish.bind=localhost", publishing: ["8080:80"])
                try await host.expect("web", at: ["127.0.0.1", "[::1]"], 8080, from: .host)
                try await host.expectSilence(at: LabHost.addresses, 8080, from: .world)
                try await host.docker("network", "connect", "--driver-opt", "publish.bind=198.51.100.1", "m", "web")
                try await host.docker("network", "disconnect", "n", "web")
                try await host.expect("web", at: ["198.51.100.1"], 8080, from: .world)
                try await host.expectSilence(at: ["127.0.0.1", "[2001:db8:100::1]"], 8080, from: .host)
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `only allowed clients and the host reach the ports of a network or container`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await host.succeed(in: .world, "ip", "address", "add", "198.51.100.3/24", "dev", "world0")
                try await publisher.network("n", 120, "--opt", "publish.allow=198.51.100.3/32")
                try await publisher.network("m", 121)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.serve("own", on: "m,driver-opt=publish.allow=198.51.100.3/32", publishing: ["8081:80"])
                for (name, port) in [("web", 8080), ("own", 8081)] {
                    let allowed = "198.51.100.3"
                    try await host.expect(
                        "\(name) \(allowed)",
                        at: ["198.51.100.1"],
                        port,
                        from: .world,
                        as: allowed
                    )
                    try await host.expect(name, at: LabHost.addresses + ["127.0.0.1", "[::1]"], port, from: .host)
                }
                try await host.expectSilence(at: LabHost.addresses, 8080, 8081, from: .world)
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `with 60,000 allowed blocks only allowed clients reach a port, also after a flush`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                let allowed = "198.51.100.3"
                try await host.succeed(in: .world, "ip", "address", "add", "\(allowed)/24", "dev", "world0")
                let blocks = (0..<60_000).map { "\(1 + $0 / 32_768).\($0 / 128 % 256).\($0 % 128 * 2).0/24" }
                try await host.network("n", "10.120.0.0/24", allowing: (blocks + [allowed]).joined(separator: "\n"))
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                // A flush of mdnp's tables only: Docker creates its own rules and its policy only when it starts.
                for command in ["true", "nft delete table inet mdnp; nft delete table bridge mdnp"] {
                    try await host.succeed("sh", "-c", command)
                    let isBack = try await eventually {
                        try await host.ask(["tcp:198.51.100.1:8080"], from: .world, within: 1, as: allowed)
                            == ["web \(allowed)"]
                    }
                    #expect(isBack)
                    try await host.expect("web \(allowed)", at: ["198.51.100.1"], 8080, from: .world, as: allowed)
                    try await host.expect("web", at: ["198.51.100.1", "127.0.0.1"], 8080, from: .host)
                    try await host.expectSilence(at: ["198.51.100.1"], 8080, from: .world)
                }
            }
        }

        @Test(
            arguments: Publisher.mdnp,
            [
                ("publish.bind=home", "publish.bind"),
                ("publish.bind=192.0.2.77", "192.0.2.77"),
                ("publish.allow=198.51.100.0/33", "publish.allow"),
                ("publish.internal=maybe", "publish.internal"),
                ("publish.alow=198.51.100.0/24", "publish.allow"),
            ]
        )
        func `a wrong option of a container is refused by name and leaves nothing`(
            publisher: Publisher,
            wrong: (option: String, message: String)
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let network = "n,driver-opt=\(wrong.option)"
                let message = try await host.servingRefusal("web", on: network, publishing: ["8080:80"])
                #expect(message.contains(wrong.message))
                #expect(try await host.endpoints() == 0)
                #expect(try await host.ports() == [])
                #expect(try await host.bind(["tcp:0.0.0.0:8080"]) == ["ok"])
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `a port at an absent address is bound while the host has the address, also after a restart`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let ports = ["198.51.100.7:8080:80", "[2001:db8:100::7]:8080:80"]
                let addresses = ["198.51.100.7", "[2001:db8:100::7]"]
                let message = try await host.servingRefusal("web", on: "n", publishing: ports)
                #expect(message.contains("is not assigned to this host"))
                #expect(message.contains("wait for it with publish.absent_address=wait"))
                try await host.docker("rm", "--force", "web")

                try await host.serve("web", on: "n,driver-opt=publish.absent_address=wait", publishing: ports)
                func bindings() async throws -> Set<String> {
                    Set(try await host.bind(addresses.flatMap { ["tcp:\($0):8080", "udp:\($0):8080"] }))
                }
                func wait(at location: SourceLocation = #_sourceLocation) async throws {
                    let waits = try await eventually(within: .seconds(60)) {
                        let text = try await host.run("mdnp", "doctor").text
                        return addresses.allSatisfy { text.contains("waiting for its host address: \($0):8080/udp") }
                    }
                    #expect(waits, sourceLocation: location)
                    #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                    #expect(try await bindings() == ["Cannot assign requested address"])
                    #expect(try await host.succeed("ss", "-Hlntu", "sport = :8080").isEmpty)
                }
                func arrive() async throws {
                    for address in ["198.51.100.7/24", "2001:db8:100::7/64"] {
                        let words = ["ip", "address", "add", address, "dev", "uplink0"]
                        try await host.succeed(words + (address.contains(":") ? ["nodad"] : []))
                    }
                    try await host.expect("web", at: addresses, 8080, from: .world)
                    #expect(
                        try await eventually(within: .seconds(60)) {
                            try await bindings() == ["Address already in use"]
                        }
                    )
                }
                try await wait()
                try await arrive()
                for address in ["198.51.100.7/24", "2001:db8:100::7/64"] {
                    try await host.succeed("ip", "address", "delete", address, "dev", "uplink0")
                }
                try await wait()
                try await host.restart(.mdnp)
                try await wait()
                try await arrive()
                try await host.expect("web 198.51.100.2", at: ["198.51.100.7"], 8080, from: .world)
                try await host.docker("rm", "--force", "web")
                #expect(try await bindings() == ["ok"])
            }
        }
    }
}
