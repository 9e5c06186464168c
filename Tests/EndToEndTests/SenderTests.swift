// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of containers that send with addresses of others.
    @Suite struct Senders {
        private static let vip = ["10.120.0.100", "fd00:120::64"]

        @Test(arguments: Publisher.chosen)
        func `containers reach each other at link-local addresses that the user assigns`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                for (name, number) in [("alice", 2), ("bob", 3)] {
                    let addresses = ["--link-local-ip", "169.254.8.\(number)", "--link-local-ip", "fe80::8:\(number)"]
                    try await host.succeed(
                        ["docker", "run", "--detach", "--stop-signal", "KILL", "--name", name, "--network", "n"]
                            + addresses + ["busybox", "sleep", "86400"]
                    )
                }
                for address in ["169.254.8.3", "fe80::8:3%eth0"] {
                    #expect(try await host.answers(address, to: .container("alice")), "\(address)")
                }
                guard publisher.driver == .mdnp else { return }
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
            }
        }

        @Test(arguments: Publisher.mdnp, LabHost.bridgeFilters)
        func `neighbors and the host reach a virtual address at the container that has it`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                for name in ["one", "two"] {
                    try await host.container(name, allowing: Self.vip.joined(separator: ","))
                }
                try await host.container("alice", on: "n")
                try await host.withBridgeFilter(bridgeFilter) {
                    for (holder, other) in [("one", "two"), ("two", "one")] {
                        try await host.move(Self.vip, from: other, to: holder)
                        for address in Self.vip {
                            #expect(try await host.answers(address, to: .container("alice")), "\(address) of \(holder)")
                            #expect(try await host.answers(address, to: .host), "\(address) of \(holder)")
                        }
                    }
                }
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                let explained = try await host.run("mdnp", "explain", "alice", Self.vip[0])
                #expect(explained.status == 0, "\(explained.text)")
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `doctor and explain name the container whose frames are dropped for their source, and the remedy`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.container("one", on: "n", "--cap-add", "NET_ADMIN")
                try await host.container("alice", on: "n")
                #expect(try await host.eventuallyShows(["one on n", "alice on n"], of: "endpoints"))
                try await host.move(Self.vip, from: "alice", to: "one")
                for address in Self.vip {
                    #expect(
                        try await !host.answers(address, to: .container("alice"), within: .seconds(2)),
                        "\(address)"
                    )
                }
                // A container that queries for neighbors under a foreign address.
                _ = try await host.run(
                    try await host.entry(.container("one"))
                        + ["ping", "-c", "2", "-W", "1", "-I", Self.vip[0], "10.120.0.3"]
                )
                let doctor = try await host.run("mdnp", "doctor")
                #expect(doctor.status == 1)
                #expect(doctor.text.contains("senders"))
                #expect(doctor.text.contains("has source address 10.120.0.100, which is not assigned to the container"))
                #expect(doctor.text.contains("--driver-opt allowed_addresses=10.120.0.100"))
                let own = try await host.run("mdnp", "explain", "one", "alice")
                #expect(own.text.contains("dropped in the last 10 minutes"))
                let foreign = try await host.run("mdnp", "explain", Self.vip[0], "alice")
                #expect(foreign.status == 1)
                #expect(foreign.text.contains("drops packets of one with source 10.120.0.100"))
                // The remedy that doctor shows.
                try await host.docker("rm", "--force", "one")
                try await host.container("one", allowing: Self.vip.joined(separator: ","))
                try await host.move(Self.vip, from: "alice", to: "one")
                for address in Self.vip {
                    #expect(try await host.answers(address, to: .container("alice")), "\(address)")
                }
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
            }
        }

        @Test(arguments: Publisher.mdnp, LabHost.bridgeFilters)
        func `a container routes into a network behind it, and out for its neighbors`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await publisher.network("m", 121)
                try await host.container("gateway", allowing: "0.0.0.0/0", "--sysctl", "net.ipv4.ip_forward=1")
                try await host.docker("network", "connect", "m", "gateway")
                try await host.container("client", on: "n", "--cap-add", "NET_ADMIN")
                let gateway = try await host.docker("IPAddress", of: "gateway", on: "n")
                // The network behind the container: an additional address outside of all mdnp networks.
                try await host.succeed(in: .container("gateway"), "ip", "address", "add", "10.8.0.1/32", "dev", "lo")
                try await host.succeed(in: .container("client"), "ip", "route", "add", "10.8.0.0/24", "via", gateway)
                try await host.succeed(in: .container("client"), "ip", "route", "replace", "default", "via", gateway)
                try await host.succeed("ip", "route", "add", "10.8.0.0/24", "via", gateway)
                try await host.withBridgeFilter(bridgeFilter) {
                    for place in [Place.container("client"), .host] {
                        let hasAnswered = try await host.answers("10.8.0.1", to: place)
                        #expect(hasAnswered, "to \(place)")
                    }
                }
                try await host.succeed("ip", "route", "delete", "10.8.0.0/24")
            }
        }

        @Test(arguments: Publisher.mdnp, LabHost.bridgeFilters)
        func `a machine with a MAC address of its own behind a container is a member of the network`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.succeed([
                    "docker", "run", "--detach", "--stop-signal", "KILL", "--name", "switch", "--network",
                    "name=n,driver-opt=spoof_check=off", "busybox", "sleep", "86400",
                ])
                try await host.container("alice", on: "n")
                let process = try await host.docker("inspect", "--format", "{{.State.Pid}}", "switch")
                try await host.succeed(
                    "sh",
                    "-ec",
                    """
                    ip netns add machine
                    ip link add tap0 type veth peer name net0
                    ip link set net0 netns machine
                    ip link set tap0 netns \(process)
                    nsenter --net=/proc/\(process)/ns/net sh -ec '
                        ip link add br0 type bridge
                        ip link set eth0 master br0
                        ip link set tap0 master br0
                        ip link set tap0 up
                        ip link set br0 up'
                    ip -n machine link set net0 address 52:54:00:00:00:09
                    ip -n machine address add 10.120.0.90/24 dev net0
                    ip -n machine address add fd00:120::90/64 dev net0 nodad
                    ip -n machine link set net0 up
                    """
                )
                do {
                    try await host.withBridgeFilter(bridgeFilter) { try await Self.expectMachine(on: host) }
                } catch {
                    try await host.succeed("ip", "netns", "delete", "machine")
                    throw error
                }
                try await host.succeed("ip", "netns", "delete", "machine")
            }
        }

        /// Expects that the machine's neighbor and the host reach the machine, and that the machine reaches its gateway.
        private static func expectMachine(on host: LabHost) async throws {
            for address in ["10.120.0.90", "fd00:120::90"] {
                #expect(try await host.answers(address, to: .container("alice")), "\(address)")
                #expect(try await host.answers(address, to: .host), "\(address)")
            }
            let ping = ["ping", "-c", "3", "-i", "0.2", "-W", "1", "10.120.0.1"]
            #expect(try await host.run(["nsenter", "--net=/run/netns/machine"] + ping).status == 0)
        }

        @Test(arguments: Publisher.mdnp) func `a node sends from any address with its own MAC address`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120, "--opt", "spoof_check=mac")
                try await host.container("node", on: "n", "--cap-add", "NET_ADMIN")
                try await host.container("alice", on: "n", "--cap-add", "NET_ADMIN")
                // The address range of the node's pods.
                let node = try await host.docker("IPAddress", of: "node", on: "n")
                try await host.succeed(in: .container("node"), "ip", "address", "add", "10.42.0.1/32", "dev", "lo")
                try await host.succeed(in: .container("alice"), "ip", "route", "add", "10.42.0.0/24", "via", node)
                #expect(try await host.answers("10.42.0.1", to: .container("alice")))
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
            }
        }

        @Test(
            arguments: Publisher.mdnp,
            [
                ("spoof_check=no", #"option spoof_check: "no" is invalid; use one of on, mac, off"#),
                ("allowed_addresses=10.0.0.0/33", "option allowed_addresses"),
                ("allowed_adresses=10.0.0.9", "did you mean allowed_addresses?"),
                ("ethertypes=0x0800", "IPv4, ARP and IPv6 need no option"),
            ]
        )
        func `a wrong option of a sender is refused by name and leaves nothing`(
            publisher: Publisher,
            wrong: (option: String, message: String)
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let network = "name=n,driver-opt=\(wrong.option)"
                let message = try await host.refusal("run", "--name", "web", "--network", network, "busybox", "true")
                #expect(message.contains(wrong.message), "\(message)")
                #expect(try await host.endpoints() == 0)
            }
        }

        @Test(arguments: Engine.chosen)
        func `allowed addresses as an option of a network are refused, with the right place for them`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                let message = try await host.refusal(
                    "network",
                    "create",
                    "--driver",
                    "mdnp",
                    "--opt",
                    "allowed_addresses=10.8.0.0/24",
                    "n"
                )
                #expect(message.contains("docker run --network name=NETWORK,driver-opt=allowed_addresses=VALUE"))
            }
        }
    }
}

extension LabHost {
    /// Runs a container that sleeps on network `n`, with foreign addresses that it may use.
    fileprivate func container(_ name: String, allowing addresses: String, _ options: String...) async throws {
        // The quotes are necessary, since commas separate the fields of the argument.
        let network = "name=n,\"driver-opt=allowed_addresses=\(addresses)\""
        let words = ["docker", "run", "--detach", "--stop-signal", "KILL", "--name", name, "--network", network]
        try await succeed(words + ["--cap-add", "NET_ADMIN"] + options + ["busybox", "sleep", "86400"])
    }

    /// Moves addresses from a container to another one, and announces them as VRRP does.
    fileprivate func move(_ addresses: [String], from other: String, to holder: String) async throws {
        for address in addresses {
            let block = address.contains(":") ? "\(address)/128" : "\(address)/32"
            _ = try await run(
                try await entry(.container(other)) + ["ip", "address", "delete", block, "dev", "eth0"]
            )
            try await succeed(in: .container(holder), "ip", "address", "replace", block, "dev", "eth0", "nodad")
        }
        _ = try await run(
            try await entry(.container(holder))
                + ["busybox", "arping", "-q", "-U", "-c", "2", "-I", "eth0", addresses[0]]
        )
        let mac = try await docker("MacAddress", of: holder, on: "n").replacing(":", with: "")
        let advertisement = """
            import socket, sys
            address, mac = sys.argv[1], bytes.fromhex(sys.argv[2])
            sender = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
            sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
            sender.bind((address, 0))
            message = bytes([136, 0, 0, 0, 0x20, 0, 0, 0]) + socket.inet_pton(socket.AF_INET6, address) + bytes([2, 1]) + mac
            sender.sendto(message, ("ff02::1", 0, 0, socket.if_nametoindex("eth0")))
            """
        try await succeed(in: .container(holder), "python3", "-c", advertisement, addresses[1], mac)
    }

    /// Returns true if an address answers a place in time.
    fileprivate func answers(
        _ address: String,
        to place: Place,
        within time: Duration = .seconds(10)
    ) async throws -> Bool {
        let words = try await entry(place) + ["ping", "-n", "-q", "-c", "1", "-W", "1", address]
        return try await eventually(within: time) { try await run(words).status == 0 }
    }
}
