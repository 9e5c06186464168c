// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of containers that send to the world, to other networks and to Docker's own networks.
    @Suite struct Egress {
        @Test(arguments: Engine.chosen)
        func `containers send to the world under the host's address, unless an option of the network changes it`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.withWorld {
                    try await host.network("out", "--ipv6", "--subnet", "10.111.0.0/24", "--subnet", "fd00:111::/64")
                    try await host.network("bare", "--opt", "masquerade=false", "--subnet", "10.112.0.0/24")
                    try await host.network("named", "--opt", "snat=198.51.100.7", "--subnet", "10.113.0.0/24")
                    for network in ["out", "bare", "named"] { try await host.container(network, on: network) }
                    #expect(try await host.reaches("198.51.100.2", from: "out"))
                    #expect(try await host.reaches("2001:db8:100::2", from: "out"))
                    #expect(try await host.isCutOff("198.51.100.2", from: "bare"))
                    #expect(try await host.isCutOff("198.51.100.2", from: "named"))
                    try await host.succeed("ip", "address", "add", "198.51.100.7/24", "dev", "uplink0")
                    #expect(try await host.reaches("198.51.100.2", from: "named"))
                }
            }
        }

        @Test(arguments: Engine.chosen)
        func `a container's own snat address applies with any egress option of its network`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.withWorld {
                    for address in ["198.51.100.7/24", "198.51.100.8/24", "2001:db8:100::8/64"] {
                        try await host.succeed("ip", "address", "add", address, "dev", "uplink0", "nodad")
                    }
                    let networks = [
                        ("out", 111, [], "198.51.100.1"),
                        ("named", 113, ["--opt", "snat=198.51.100.7"], "198.51.100.7"),
                        ("bare", 112, ["--opt", "masquerade=false"], nil),
                    ]
                    let world = try await host.background(
                        try await host.entry(.world) + [LabHost.peer, "serve", "world", "7000"]
                    )
                    for (name, number, options, usual) in networks {
                        let subnets = ["--subnet", "10.\(number).0.0/24", "--ipv6", "--subnet", "fd00:\(number)::/64"]
                        try await host.succeed(
                            ["docker", "network", "create", "--driver", "mdnp"] + subnets + options + [name]
                        )
                        try await host.container("\(name)-usual", on: name)
                        let own = "snat=198.51.100.8,2001:db8:100::8"
                        try await host.container("\(name)-own", on: "name=\(name),\"driver-opt=\(own)\"")
                        let questions = ["tcp:198.51.100.2:7000", "tcp:[2001:db8:100::2]:7000"]
                        #expect(
                            try await host.ask(questions, from: .container("\(name)-own"), within: 10)
                                == ["world 198.51.100.8", "world 2001:db8:100::8"]
                        )
                        guard let usual else { continue }
                        #expect(
                            try await host.ask([questions[0]], from: .container("\(name)-usual"), within: 10)
                                == ["world \(usual)"]
                        )
                    }
                    let explained = try await host.run("mdnp", "explain", "10.113.0.3", "198.51.100.2")
                    #expect(explained.text.contains("source is the host address 198.51.100.8 (snat of the container)"))
                    let refusal = try await host.refusal(
                        "run",
                        "--network",
                        "name=out,driver-opt=snat=everywhere",
                        "busybox",
                        "true"
                    )
                    #expect(refusal.contains("option snat: \"everywhere\" is not a host address"))
                    try await host.succeed("kill", "-KILL", world)
                    for name in ["out", "named", "bare"] {
                        try await host.docker("rm", "--force", "\(name)-usual", "\(name)-own")
                    }
                }
            }
        }

        @Test(arguments: Engine.chosen) func `an internal network has no way out, even with a route`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.withWorld {
                    try await host.network("n", "--internal", "--subnet", "10.114.0.0/24", "--gateway", "10.114.0.1")
                    try await host.container("alice", on: "n", "--cap-add", "NET_ADMIN")
                    try await host.docker("exec", "alice", "ip", "route", "add", "default", "via", "10.114.0.1")
                    #expect(try await host.reaches("10.114.0.1", from: "alice"))
                    #expect(try await host.isCutOff("198.51.100.2", from: "alice"))
                }
            }
        }

        @Test(arguments: Engine.chosen) func `networks reach neither each other nor networks of Docker's own driver`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("one", "--subnet", "10.115.0.0/24")
                try await host.network("two", "--subnet", "10.116.0.0/24")
                try await host.docker("network", "create", "--subnet", "10.117.0.0/24", "dockers")
                try await host.container("alice", on: "one", "--ip", "10.115.0.2")
                try await host.container("bob", on: "two", "--ip", "10.116.0.2")
                try await host.container("carol", on: "dockers", "--ip", "10.117.0.2")
                #expect(try await host.isCutOff("10.116.0.2", from: "alice"))
                #expect(try await host.isCutOff("10.115.0.2", from: "bob"))
                #expect(try await host.isCutOff("10.117.0.2", from: "alice"))
                #expect(try await host.isCutOff("10.115.0.2", from: "carol"))
                #expect(try await host.reaches("10.117.0.1", from: "carol"))
            }
        }
    }
}

extension LabHost {
    /// Runs work with a world at the other end of a host link: 198.51.100.2 and 2001:db8:100::2.
    ///
    /// The world has no route to containers.
    func withWorld(_ work: () async throws -> Void) async throws {
        try await succeed(
            "sh",
            "-ec",
            """
            ip netns add world
            ip link add uplink0 type veth peer name world0 netns world
            ip address add 198.51.100.1/24 dev uplink0
            ip address add 2001:db8:100::1/64 dev uplink0 nodad
            ip link set uplink0 up
            ip -n world address add 198.51.100.2/24 dev world0
            ip -n world address add 2001:db8:100::2/64 dev world0 nodad
            ip -n world link set world0 up
            """
        )
        let result = await Result { try await work() }
        try await succeed("sh", "-c", "ip link delete uplink0; ip netns delete world")
        try result.get()
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
