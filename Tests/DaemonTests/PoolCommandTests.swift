// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct PoolCommandTests {
    private static let network = String(repeating: "9c41e0f2", count: 8)

    /// Returns a daemon that keeps addresses without an endpoint for an hour.
    private func daemon() throws -> Daemon {
        let daemon = try Daemon()
        daemon.process.options = ["--unclaimed-grace", "3600"]
        return daemon
    }

    /// Creates a network on an mdnp pool with a gateway, a held address and a resting address; returns the pool.
    private func prepare(_ client: PluginClient) throws -> PoolAnswer {
        let pool = try client.requestPool("10.1.0.0/24")
        try client.createNetwork(Self.network, on: [(pool, client.requestGateway(of: pool.id))])
        _ = try client.requestAddress(of: pool.id, name: "web")
        try client.releaseAddress(client.requestAddress(of: pool.id, name: "db"), of: pool.id)
        return pool
    }

    /// Runs a command that fails, and returns its output.
    private func failure(_ daemon: Daemon, _ command: String, _ words: String..., code: Int32 = 1) async -> String {
        await failure(daemon, command, words, code: code)
    }

    private func failure(_ daemon: Daemon, _ command: String, _ words: [String], code: Int32 = 1) async -> String {
        let line = [daemon.process.executablePath, command, "--admin-socket", daemon.process.adminSocketPath] + words
        let error = await #expect(throws: CommandError.self) {
            try await daemon.witness("sh", "-c", line.map { "'\($0)'" }.joined(separator: " "))
        }
        #expect(error?.code == code)
        return error?.output ?? ""
    }

    @Test func `the pools are shown in one table, and the addresses of a pool in another`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try prepare(client)
        _ = try client.requestPool("10.2.0.0/16", range: "10.2.4.0/24")
        _ = try client.requestPool("fd00:1::/64")
        _ = try client.requestPool("fd00:2::/64", range: "fd00:2::/80")
        try await daemon.command("reserve", "10.1.0.0/24", "cache", "10.1.0.9")
        let table = try await daemon.command("pools")
        #expect(
            table == """
                POOL         RANGE        NETWORK       SIZE  HELD  RESTING  RESERVED
                10.1.0.0/24  -            9c41e0f29c41  254   2     1        1
                10.2.0.0/16  10.2.4.0/24  -             256   0     0        0
                fd00:1::/64  -            -             2^64  0     0        0
                fd00:2::/64  fd00:2::/80  -             2^48  0     0        0

                """
        )
        for scope in ["10.1.0.0/24", pool.id, "9c41", Self.network] {
            let rows = try await daemon.command("pools", scope).split(separator: "\n").map { line in
                line.split(separator: " ").map { $0.contains("Z") ? "then" : $0 }.joined(separator: " ")
            }
            #expect(
                rows == [
                    "ADDRESS STATE NAME RESERVED FOR SINCE", "10.1.0.1 held (gateway) - then",
                    "10.1.0.2 held web - then", "10.1.0.3 resting db - then", "10.1.0.9 reserved - cache -",
                ]
            )
        }
    }

    @Test func `the JSON output of pools has all fields for programs, in snake case`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        let pool = try prepare(daemon.process.connect())
        try await daemon.command("reserve", "9c41", "web", "10.1.0.2")
        let text = try await daemon.command("pools", "9c41", "--format", "json")
        let pools = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        let keys = [
            "addresses", "automatic", "held", "id", "network", "reserved", "resting", "size", "space", "subnet",
        ]
        #expect(pools.map { $0.keys.sorted() } == [keys])
        let rows = try JSONDecoder().decode([PoolRow].self, from: Data(text.utf8))
        #expect(rows == (try daemon.process.pools))
        #expect(rows.first?.id == pool.id)
        #expect(rows.first?.network == Self.network)
        #expect(rows.first?.space == "mdnp-local")
        let web = try #require(rows.first?.addresses.first { $0.container == "web" })
        #expect(web.reserved_for == "web")
        #expect(web.state == "held")
        #expect(web.since?.hasSuffix("Z") == true)
    }

    @Test func `a reserved address is assigned only to its name, also in a pool that is leased again`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/24").id
        let output = try await daemon.command("reserve", "10.1.0.0/24", "web", "10.1.0.1", "10.1.0.2")
        #expect(output == "10.1.0.1 is reserved for web\n10.1.0.2 is reserved for web\n")
        #expect(try await daemon.command("reserve", "10.1.0.0/24", "web", "10.1.0.1").contains("10.1.0.1"))
        func isAsExpected(_ pool: String) throws {
            #expect(try client.requestAddress(of: pool) == "10.1.0.3/24")
            #expect(try client.requestAddress(of: pool, name: "web") == "10.1.0.1/24")
            let error = #expect(throws: PluginCallError.self) {
                try client.requestAddress("10.1.0.2", of: pool, name: "db")
            }
            #expect(error?.message == "request address: address 10.1.0.2: is reserved for web")
            #expect(throws: PluginCallError.self) { try client.requestGateway("10.1.0.2", of: pool) }
            // With an engine that sends no names, the check is left to the user.
            #expect(try client.requestAddress("10.1.0.2", of: pool) == "10.1.0.2/24")
        }
        try isAsExpected(pool)
        try client.releasePool(pool)
        let left = try daemon.process.pools
        #expect(left.map(\.subnet) == ["10.1.0.1/32", "10.1.0.2/32"])
        #expect(left.map(\.id) == [nil, nil])
        #expect(left.map(\.reserved) == [1, 1])
        try isAsExpected(client.requestPool("10.1.0.0/24").id)
    }

    @Test func `a reservation survives a kill of the daemon`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        let pool = try daemon.process.connect().requestPool("fd00:1::/64").id
        try await daemon.command("reserve", pool, "web", "fd00:1::0:7")
        daemon.process.kill()
        try daemon.process.start()
        #expect(try daemon.process.connect().requestAddress(of: pool, name: "web") == "fd00:1::7/64")
    }

    @Test func `the error for an exhausted pool has the number of its reserved addresses`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/30").id
        try await daemon.command("reserve", pool, "web", "10.1.0.1")
        _ = try client.requestAddress(of: pool, name: "db")
        let error = #expect(throws: PluginCallError.self) { try client.requestAddress(of: pool) }
        #expect(
            error?.message
                == "request address: pool 10.1.0.0/30: no address is free: of 2, 1 is in use and 1 reserved"
        )
    }

    @Test func `reserve reports the cause of a refusal in one line`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        _ = try prepare(client)
        try await daemon.command("reserve", "9c41", "cache", "10.1.0.9")
        let before = try daemon.process.pools
        let unknown = #"mdnp: network or pool "9d": does not exist; "mdnp pools" lists all pools"# + "\n"
        #expect(await failure(daemon, "reserve", "9d", "web", "10.1.0.7") == unknown)
        let cases = [
            ("web", "10.2.0.7", "address 10.2.0.7: is outside the pools of 9c41"),
            ("db", "10.1.0.9", "address 10.1.0.9: is reserved for cache"),
            ("db", "10.1.0.2", "address 10.1.0.2: is in use by web"),
            ("db", "10.1.0.1", "address 10.1.0.1: is in use by the network's gateway"),
            ("db", "10.1.0.255", "address 10.1.0.255: is the broadcast address of subnet 10.1.0.0/24"),
            (
                "-", "10.1.0.7",
                #"name "-": is not a container name; use letters, digits, _, . and -, and begin with a letter or digit"#
            ),
        ]
        for (name, address, line) in cases {
            // The first address is valid, and is not reserved either.
            let output = await failure(daemon, "reserve", "9c41", "--", name, "10.1.0.200", address)
            #expect(output == "mdnp: \(line)\n")
        }
        #expect(await failure(daemon, "reserve", "9c41", "web", "10.1.0", code: 64).contains("'10.1.0'"))
        #expect(await failure(daemon, "reserve", "9c41", "web", code: 64).contains("<addresses>"))
        #expect(try daemon.process.pools == before)
    }

    @Test func `release removes reservations first, then held addresses, by address and by name`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/24").id
        _ = try client.requestAddress("10.1.0.7", of: pool, name: "web")
        _ = try client.requestAddress("10.1.0.8", of: pool)
        try await daemon.command("reserve", pool, "web", "10.1.0.7", "10.1.0.9")
        #expect(
            try await daemon.command("release", pool, "web")
                == "10.1.0.7 is no longer reserved for web\n10.1.0.9 is no longer reserved for web\n"
        )
        #expect(try daemon.process.pool(pool)?.addresses("held") == ["10.1.0.7", "10.1.0.8"])
        #expect(try await daemon.command("release", pool, "web") == "10.1.0.7 is no longer leased to web\n")
        #expect(try await daemon.command("release", pool, "10.1.0.8") == "10.1.0.8 is no longer leased\n")
        #expect(try daemon.process.pool(pool)?.held == 0)
        #expect(try client.requestAddress(of: pool, name: "web") == "10.1.0.7/24")
        try client.releaseAddress("10.1.0.7", of: pool)
        #expect(try await daemon.command("release", pool) == "pool 10.1.0.0/24 is no longer leased\n")
        #expect(try daemon.process.pools.isEmpty)
    }

    @Test func `a reservation without a leased pool is released by its subnet`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/24").id
        try await daemon.command("reserve", pool, "web", "10.1.0.7", "10.1.0.9")
        try client.releasePool(pool)
        #expect(
            try await daemon.command("release", "10.1.0.7/32", "10.1.0.7") == "10.1.0.7 is no longer reserved for web\n"
        )
        #expect(
            try await daemon.command("release", "10.1.0.0/24", "web") == "10.1.0.9 is no longer reserved for web\n"
        )
        #expect(try daemon.process.pools.isEmpty)
    }

    @Test func `release reports the cause of a refusal in one line`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        _ = try prepare(client)
        let free = try client.requestPool("10.2.0.0/24").id
        for _ in 0..<2 { _ = try client.requestAddress(of: free) }
        let life = Life(network: Self.network, endpoint: "e1", address: "10.1.0.2/24")
        try life.create(client)
        let before = try daemon.process.pools
        let cases: [([String], String)] = [
            (["9d"], #"network or pool "9d": does not exist; "mdnp pools" lists all pools"#),
            (
                ["9c41"],
                #"pool 10.1.0.0/24: belongs to network 9c41e0f29c41; remove the network with "docker network rm""#
            ),
            ([free], "pool 10.2.0.0/24: 10.2.0.1 and 1 more in use; release the addresses first"),
            (["10.9.0.0/24"], "pool 10.9.0.0/24: is not leased; name the address or container to release"),
            (["9c41", "10.1.0.1"], "address 10.1.0.1: is the gateway of network 9c41e0f29c41"),
            (["9c41", "10.1.0.2"], "address 10.1.0.2: belongs to endpoint e1; stop its container"),
            (["9c41", "web"], "address 10.1.0.2: belongs to endpoint e1; stop its container"),
            (["9c41", "10.1.0.99"], "address 10.1.0.99: is neither leased nor reserved"),
            (["9c41", "10.2.0.1"], "address 10.2.0.1: is outside 9c41"),
            (["9c41", "cache"], #"name "cache": has no reserved or leased address in 9c41"#),
            // Either all addresses are released, or none.
            ([free, "10.2.0.1", "10.2.0.99"], "address 10.2.0.99: is neither leased nor reserved"),
        ]
        for (words, line) in cases {
            let output = await failure(daemon, "release", words)
            #expect(output == "mdnp: \(line)\n")
        }
        #expect(try daemon.process.pools == before)
    }

    @Test func `an unknown network or pool is reported`() async throws {
        let daemon = try daemon()
        try daemon.process.start()
        _ = try prepare(daemon.process.connect())
        let unknown = #"mdnp: network or pool "9d": does not exist; "mdnp pools" lists all pools"# + "\n"
        #expect(await failure(daemon, "pools", "9d") == unknown)
        #expect(await failure(daemon, "pools", "9d", "--format", "json") == unknown)
    }

    @Test(arguments: [["pools"], ["reserve", "n1", "web", "10.1.0.7"], ["release", "n1", "web"]])
    func `the pool commands print a remedy if no daemon runs`(words: [String]) async throws {
        let daemon = try daemon()
        let output = await failure(daemon, words[0], Array(words.dropFirst()), code: 3)
        #expect(output.contains("start it as root with \"mdnp serve\""))
    }
}
