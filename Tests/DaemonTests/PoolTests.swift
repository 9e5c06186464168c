// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct PoolTests {
    @Test func `the plugin reports both drivers, two address spaces, and no need for request replay`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        #expect(try client.call("Plugin.Activate") == #"{"Implements":["NetworkDriver","IpamDriver"]}"#)
        let capabilities = try client.call("IpamDriver.GetCapabilities")
        #expect(
            try JSONDecoder().decode([String: Bool].self, from: Data(capabilities.utf8)) == [
                "RequiresMACAddress": false, "RequiresRequestReplay": false,
            ]
        )
        let spaces = try client.call("IpamDriver.GetDefaultAddressSpaces")
        #expect(
            try JSONDecoder().decode([String: String].self, from: Data(spaces.utf8)) == [
                "LocalDefaultAddressSpace": "mdnp-local", "GlobalDefaultAddressSpace": "mdnp-global",
            ]
        )
    }

    @Test(arguments: [
        ("10.1.0.0/16", "", "10.1.0.0/16"), ("10.1.0.0/16", "10.1.4.0/24", "10.1.0.0/16"),
        ("10.1.0.7/16", "", "10.1.0.0/16"), ("fd00:0001::/64", "fd00:1:0:0:4::/80", "fd00:1::/64"),
        ("10.0.0.0/8", "", "10.0.0.0/8"), ("10.1.0.0/31", "", "10.1.0.0/31"), ("10.1.0.0/32", "", "10.1.0.0/32"),
        ("fd00::/127", "", "fd00::/127"), ("fd00::/128", "", "fd00::/128"),
    ])
    func `a requested pool is leased under an id of its own`(
        subnet: String,
        range: String,
        leased: String
    ) throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool(subnet, range: range)
        #expect(pool.subnet == leased)
        #expect(pool.data.isEmpty)
        let again = #expect(throws: PluginCallError.self) { try client.requestPool(subnet, range: range) }
        #expect(again?.message == "request pool: subnet \(leased): overlaps pool \(leased)")
        try client.releasePool(pool.id)
        #expect(try client.requestPool(subnet, range: range).id != pool.id)
    }

    @Test func `the two address spaces are independent`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let local = try client.requestPool("10.1.0.0/24")
        let global = try client.requestPool("10.1.0.0/24", space: "mdnp-global")
        #expect(try client.requestAddress(of: local.id) == client.requestAddress(of: global.id))
    }

    @Test(arguments: [
        ("10.1.0.0/24", "first", "10.1.0.1/24"), ("10.1.0.0/24", "last", "10.1.0.254/24"),
        ("10.1.0.0/31", "first", "10.1.0.0/31"), ("fd00:1::/64", "first", "fd00:1::1/64"),
        ("fd00:1::/64", "last", "fd00:1::ffff:ffff:ffff:ffff/64"),
    ])
    func `a gateway from --ipam-opt is leased with its pool, and Docker may release it too`(
        subnet: String,
        place: String,
        gateway: String
    ) throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool(subnet, options: ["gateway": place])
        #expect(pool.gateway == gateway)
        let address = String(gateway.prefix { $0 != "/" })
        let refusal = #expect(throws: PluginCallError.self) { try client.requestAddress(address, of: pool.id) }
        #expect(refusal?.message?.hasSuffix("address \(address): is in use by the network's gateway") == true)
        #expect(try client.requestAddress(of: pool.id) != gateway)
        try client.releaseAddress(gateway, of: pool.id)
        try client.releaseAddress(gateway, of: pool.id)
        try client.releasePool(pool.id)
        #expect(try daemon.process.pools.isEmpty)
    }

    @Test func `a refused pool is reported in one line with the value and the conflict`() async throws {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "add", "tun7", "type", "bridge")
        try await daemon.witness("ip", "link", "set", "tun7", "up")
        try await daemon.witness("ip", "address", "add", "10.3.0.1/24", "dev", "tun7")
        try await daemon.witness("ip", "route", "add", "10.4.0.0/16", "via", "10.3.0.9")
        try daemon.process.start()
        let client = try daemon.process.connect()
        _ = try client.requestPool("10.1.0.0/16")
        try client.createNetwork("n2", subnet: "10.2.0.0/16", gateway: "10.2.0.1/16")
        let wayOut = "choose another subnet, or allow this one with --ipam-opt overlap=allow"
        let cases: [(String, (PluginClient) throws -> PoolAnswer)] = [
            (#"Pool: "10.9.0.0/33" is not a subnet"#, { try $0.requestPool("10.9.0.0/33") }),
            (#"Pool: "10.9.0/24" is not a subnet"#, { try $0.requestPool("10.9.0/24") }),
            (#"SubPool: "half" is not a subnet"#, { try $0.requestPool("10.9.0.0/24", range: "half") }),
            (
                "request pool: subnet 10.1.4.0/24: overlaps pool 10.1.0.0/16",
                { try $0.requestPool("10.1.4.0/24") }
            ),
            (
                "request pool: subnet 10.2.4.0/24: overlaps subnet 10.2.0.0/16 of network n2",
                { try $0.requestPool("10.2.4.0/24") }
            ),
            (
                "request pool: subnet 10.3.0.0/16: overlaps route 10.3.0.0/24 of link tun7; \(wayOut)",
                { try $0.requestPool("10.3.0.0/16") }
            ),
            (
                "request pool: subnet 10.4.4.0/24: overlaps route 10.4.0.0/16 of link tun7; \(wayOut)",
                { try $0.requestPool("10.4.4.0/24") }
            ),
            (
                #"request pool: address space "mars": does not exist; use mdnp-local or mdnp-global"#,
                { try $0.requestPool("10.9.0.0/24", space: "mars") }
            ),
            (
                "request pool: range 10.9.0.0/25: needs its subnet; use --subnet together with --ip-range",
                { try $0.requestPool(range: "10.9.0.0/25") }
            ),
            (
                "request pool: range 10.8.0.0/25: is not part of subnet 10.9.0.0/24",
                { try $0.requestPool("10.9.0.0/24", range: "10.8.0.0/25") }
            ),
            (
                "request pool: range 10.8.0.0/15: is not part of subnet 10.9.0.0/16",
                { try $0.requestPool("10.9.0.0/16", range: "10.8.0.0/15") }
            ),
            (
                "request pool: range fd00::/80: is IPv6, but IPv4 is required",
                { try $0.requestPool("10.9.0.0/24", range: "fd00::/80") }
            ),
            (
                "request pool: range 10.9.0.255/32: has no usable address of subnet 10.9.0.0/24",
                { try $0.requestPool("10.9.0.0/24", range: "10.9.0.255/32") }
            ),
            (
                "request pool: subnet 10.9.0.0/24: is IPv4, but IPv6 is required",
                { try $0.requestPool("10.9.0.0/24", isIPv6: true) }
            ),
            (
                "request pool: option gatewy: does not exist; did you mean gateway?",
                { try $0.requestPool("10.9.0.0/24", options: ["gatewy": "last"]) }
            ),
            (
                #"request pool: option gateway: "middle" is invalid; use one of first, last"#,
                { try $0.requestPool("10.9.0.0/24", options: ["gateway": "middle"]) }
            ),
            (
                #"request pool: option overlap: "perhaps" is invalid; use one of refuse, allow"#,
                { try $0.requestPool("10.9.0.0/24", options: ["overlap": "perhaps"]) }
            ),
        ]
        for (message, call) in cases {
            let error = #expect(throws: PluginCallError.self) { try call(client) }
            #expect(error?.message == message)
        }
        #expect(try daemon.process.pools.map(\.subnet) == ["10.1.0.0/16"])
    }

    @Test func `a pool may overlap a route if the user allows it, and never another pool`() async throws {
        let daemon = try Daemon()
        try await daemon.witness("ip", "route", "add", "unreachable", "10.3.0.0/24")
        try await daemon.witness("ip", "route", "add", "unreachable", "fd00:3::/64")
        try daemon.process.start()
        let client = try daemon.process.connect()
        for subnet in ["10.3.0.0/16", "fd00:3::/48"] {
            #expect(throws: PluginCallError.self) { try client.requestPool(subnet) }
            _ = try client.requestPool(subnet, options: ["overlap": "allow"])
            let error = #expect(throws: PluginCallError.self) {
                try client.requestPool(subnet, options: ["overlap": "allow"])
            }
            #expect(error?.message == "request pool: subnet \(subnet): overlaps pool \(subnet)")
        }
    }

    @Test func `an automatic pool avoids the routes of the host`() async throws {
        let daemon = try Daemon()
        daemon.process.options = ["--pool-range", "10.50.0.0/22/24"]
        try await daemon.witness("ip", "route", "add", "unreachable", "10.50.0.0/24")
        try await daemon.witness("ip", "route", "add", "unreachable", "10.50.2.128/25", "table", "77")
        try await daemon.witness("ip", "rule", "add", "table", "77")
        try daemon.process.start()
        let client = try daemon.process.connect()
        #expect(try client.requestPool().subnet == "10.50.1.0/24")
        #expect(try client.requestPool().subnet == "10.50.3.0/24")
    }

    @Test func `Docker may reject 500 automatic pools, and releases only the first`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pools = try (0..<500).map { _ in try client.requestPool() }
        #expect(Set(pools.map(\.subnet)).count == 500)
        #expect(Set(pools.map(\.id)).count == 500)
        var expected = Set(pools.dropFirst().map(\.id))
        // Docker releases as often as it requested, always with the id of the first pool.
        for number in 0..<500 {
            try client.releasePool(pools[0].id)
            guard number == 250 else { continue }
            expected.insert(try client.requestPool().id)
            // The same block, leased again.
            expected.insert(try client.requestPool(pools[0].subnet).id)
        }
        #expect(Set(try daemon.process.pools.compactMap(\.id)) == expected)
    }

    @Test func `automatic IPv6 pools are of one block per host, also after a restart`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        func block(_ pool: PoolAnswer) -> String {
            pool.subnet.split(separator: ":").prefix(3).joined(separator: ":")
        }
        var pools = try (0..<3).map { _ in try daemon.process.connect().requestPool(isIPv6: true) }
        daemon.process.kill()
        try daemon.process.start()
        pools += try (0..<3).map { _ in try daemon.process.connect().requestPool(isIPv6: true) }
        for pool in pools { try daemon.process.connect().releasePool(pool.id) }
        #expect(daemon.process.stop() == 0)
        try daemon.process.start()
        pools.append(try daemon.process.connect().requestPool(isIPv6: true))
        #expect(Set(pools.map(\.subnet)).count == 7)
        #expect(pools.allSatisfy { $0.subnet.hasPrefix("fd") && $0.subnet.hasSuffix("/64") })
        #expect(Set(pools.map(block)).count == 1)
    }

    @Test func `automatic pools come from the ranges of --pool-range, in their order, until none is left`() throws {
        let daemon = try Daemon()
        daemon.process.options = ["10.50.0.0/23/24", "fd12:3456::/63/64", "10.60.0.0/24/24"].flatMap {
            ["--pool-range", $0]
        }
        try daemon.process.start()
        let client = try daemon.process.connect()
        let ipv4 = try (0..<3).map { _ in try client.requestPool().subnet }
        #expect(ipv4 == ["10.50.0.0/24", "10.50.1.0/24", "10.60.0.0/24"])
        let none = #expect(throws: PluginCallError.self) { try client.requestPool() }
        #expect(
            none?.message
                == "request pool: subnet: none is free in 10.50.0.0/23/24, 10.60.0.0/24/24; use --subnet "
                + "(with --ipam-opt overlap=allow inside a route of the host), or start mdnp with more ranges (--pool-range)"
        )
        let ipv6 = try (0..<2).map { _ in try client.requestPool(isIPv6: true).subnet }
        #expect(ipv6 == ["fd12:3456::/64", "fd12:3456:0:1::/64"])
        #expect(throws: PluginCallError.self) { try client.requestPool(isIPv6: true) }
    }

    @Test(arguments: [
        "10.0.0.0/8", "10.0.0.0/8/7", "10.0.0.0/8/31", "10.0.0.0/31/31", "10.0.0.1/8/24", "fd00::/48/127", "many", "",
    ])
    func `an invalid range prevents the start with one line that has the value`(range: String) throws {
        let daemon = try Daemon()
        daemon.process.options = ["--pool-range", range]
        try daemon.process.launch()
        #expect(daemon.process.wait() == 64)
        let lines = daemon.process.log.split(separator: "\n")
        #expect(lines.first?.contains("'\(range)'") == true)
        #expect(lines.first?.contains("--pool-range") == true)
        #expect(lines.count { $0.hasPrefix("Error:") } == 1)
    }

    @Test(arguments: [true, false]) func `pools and their held addresses survive a restart of the daemon`(
        isKilled: Bool
    ) throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pools = try [
            client.requestPool("10.1.0.0/16", range: "10.1.4.0/24"), client.requestPool(),
            client.requestPool("fd00:1::/64", options: ["gateway": "last"]), client.requestPool(isIPv6: true),
            client.requestPool("10.1.0.0/16", space: "mdnp-global"),
        ]
        for pool in pools {
            _ = try client.requestGateway(of: pool.id)
            for name in ["web", nil] { _ = try client.requestAddress(of: pool.id, name: name) }
            try client.releaseAddress(client.requestAddress(of: pool.id), of: pool.id)
        }
        let before = try daemon.process.pools
        if isKilled { daemon.process.kill() } else { #expect(daemon.process.stop() == 0) }
        try daemon.process.start()
        #expect(try daemon.process.pools == before)
        let after = try daemon.process.connect()
        for pool in before {
            let id = try #require(pool.id)
            for address in pool.addresses("held") {
                let error = #expect(throws: PluginCallError.self) { try after.requestAddress(address, of: id) }
                #expect(error?.message?.contains("address \(address): is in use by ") == true)
            }
            #expect(try !pool.addresses.map(\.address).contains(after.requestAddress(of: id)))
        }
    }
}
