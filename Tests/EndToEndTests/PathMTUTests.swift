// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the maximum size of packets that leave the host.
    @Suite struct PathMTU {
        @Test(arguments: Engine.chosen)
        func `with mtu=auto containers have the MTU of the way out, and the bridge follows it`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.withWorld {
                    try await host.succeed("ip", "route", "add", "default", "via", "198.51.100.2")
                    try await host.succeed("ip", "link", "set", "uplink0", "mtu", "1400")
                    try await host.network("n", "--subnet", "10.111.0.0/24", "-o", "mtu=auto", "-o", "bridge=br-lab")
                    try await host.container("alice", on: "n")
                    #expect(try await host.interface(of: "alice").mtu == 1400)
                    #expect(try await host.bridgeMTU == 1400)
                    try await host.succeed("ip", "link", "set", "uplink0", "mtu", "1480")
                    #expect(try await eventually(within: .seconds(20)) { try await host.bridgeMTU == 1480 })
                    try await host.docker("restart", "--time", "0", "alice")
                    #expect(try await host.interface(of: "alice").mtu == 1480)
                    // The uplink changes here. mdnp checks it every 30 s.
                    try await host.succeed("sh", "-c", "ip link add tun0 type bridge; ip link set tun0 mtu 1380 up")
                    try await host.succeed("ip", "route", "add", "128.0.0.0/1", "dev", "tun0")
                    #expect(try await eventually(within: .seconds(60)) { try await host.bridgeMTU == 1380 })
                    try await host.restart(.mdnp)
                    #expect(try await host.bridgeMTU == 1380)
                    #expect(try await host.reaches("10.111.0.1", from: "alice"))
                    try await host.succeed("ip", "link", "delete", "tun0")
                }
            }
        }

        @Test(arguments: Engine.chosen, [("198.51.100.2", 4), ("2001:db8:100::2", 6)])
        func `a container that sends datagrams learns the MTU of a narrower path`(
            engine: Engine,
            way: (address: String, version: Int)
        ) async throws {
            try await engine.host.tidily { host in
                try await host.withWorld {
                    try await host.succeed("ip", "link", "set", "uplink0", "mtu", "1400")
                    try await host.network("n", "--subnet", "10.112.0.0/24", "--ipv6", "--subnet", "fd00:112::/64")
                    try await host.container("alice", on: "n")
                    #expect(try await host.interface(of: "alice").mtu == 1500)
                    let program = """
                        import socket, sys, time
                        six = sys.argv[2] == "6"
                        s = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
                        level = 41 if six else 0
                        s.setsockopt(level, 23 if six else 10, 2)
                        s.connect((sys.argv[1], 9))
                        for _ in range(50):
                            try: s.send(b"x" * 1440)
                            except OSError: pass
                            mtu = s.getsockopt(level, 24 if six else 14)
                            if mtu < 1500: break
                            time.sleep(0.1)
                        print(mtu)
                        """
                    let words = ["python3", "-c", program, way.address, "\(way.version)"]
                    let mtu = try await host.succeed(try await host.entry(.container("alice")) + words)
                    #expect(mtu == "1400")
                }
            }
        }

        @Test(arguments: Engine.chosen)
        func `a container that answers on a published UDP port respects the MTU of the client's path`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.withWorld {
                    try await host.succeed("ip", "link", "set", "uplink0", "mtu", "1400")
                    try await host.network("n", "--subnet", "10.113.0.0/24")
                    try await host.container("web", on: "n", "--publish", "8096:80/udp")
                    let program = """
                        import socket
                        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                        s.setsockopt(0, 10, 2)
                        s.bind(("", 80))
                        while True:
                            _, peer = s.recvfrom(2048)
                            try: s.sendto(b"x" * 1440, peer)
                            except OSError: s.sendto(b"heeded", peer)
                        """
                    let words = try await host.entry(.container("web")) + ["python3", "-c", program]
                    let server = try await host.background(words)
                    let answers = try await host.ask(["udp:198.51.100.1:8096"], from: .world, within: 8)
                    try await host.succeed("kill", "-KILL", server)
                    #expect(answers == ["heeded"])
                }
            }
        }
    }
}

extension LabHost {
    /// The MTU of the bridge `br-lab`.
    fileprivate var bridgeMTU: Int? {
        get async throws { try await links().first { $0.name == "br-lab" }?.mtu }
    }
}
