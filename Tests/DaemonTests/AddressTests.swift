// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct AddressTests {
    @Test(arguments: [
        ("10.1.0.0/16", "10.1.4.0/24", ["10.1.4.0/16", "10.1.4.1/16"]),
        ("10.1.0.0/24", "", ["10.1.0.1/24", "10.1.0.2/24"]),
        ("10.0.0.0/8", "", ["10.0.0.1/8", "10.0.0.2/8"]),
        ("10.1.0.0/31", "", ["10.1.0.0/31", "10.1.0.1/31"]),
        ("10.1.0.4/32", "", ["10.1.0.4/32"]),
        ("fd00:1::/64", "fd00:1::4:0/112", ["fd00:1::4:0/64", "fd00:1::4:1/64"]),
        ("fd00:1::/64", "", ["fd00:1::1/64", "fd00:1::2/64"]),
        ("fd00:1::/127", "", ["fd00:1::/127", "fd00:1::1/127"]),
        ("fd00:1::4/128", "", ["fd00:1::4/128"]),
    ])
    func `addresses are assigned from the range in ascending order, with the prefix length of the pool`(
        subnet: String,
        range: String,
        expected: [String]
    ) throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool(subnet, range: range)
        #expect(try expected.map { _ in try client.requestAddress(of: pool.id) } == expected)
    }

    @Test(arguments: [
        ("10.1.0.0/31", "pool 10.1.0.0/31: no address is free: of 2, 2 are in use"),
        ("10.1.0.4/32", "pool 10.1.0.4/32: no address is free: of 1, 1 is in use"),
        ("10.1.0.0/29", "pool 10.1.0.0/29: no address is free: of 6, 6 are in use"),
        ("fd00:1::/127", "pool fd00:1::/127: no address is free: of 2, 2 are in use"),
        ("fd00:1::/126", "pool fd00:1::/126: no address is free: of 3, 3 are in use"),
    ])
    func `the error for an exhausted pool has the pool and its size`(subnet: String, message: String) throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool(subnet)
        var given: [String] = []
        let error = #expect(throws: PluginCallError.self) {
            while given.count < 10 { given.append(try client.requestAddress(of: pool.id)) }
        }
        #expect(error?.message == "request address: \(message)")
        // The released address is the only free one, so the allocator assigns it again without a rest.
        let last = try #require(given.last)
        try client.releaseAddress(last, of: pool.id)
        #expect(try client.requestAddress(of: pool.id) == last)
    }

    @Test(arguments: [("10.0.0.0/8", "10.255.255.254/8"), ("fd00:1::/64", "fd00:1::ffff:ffff:ffff:ffff/64")])
    func `the last address of a large pool is assigned on request like the first`(subnet: String, last: String) throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool(subnet)
        #expect(try client.requestAddress(String(last.prefix { $0 != "/" }), of: pool.id) == last)
        #expect(try client.requestAddress(of: pool.id) != last)
    }

    @Test func `a gateway is the lowest address or the requested one, also outside the range`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let first = try client.requestPool("10.1.0.0/24", range: "10.1.0.128/25")
        #expect(try client.requestGateway(of: first.id) == "10.1.0.1/24")
        let second = try client.requestPool("10.2.0.0/24", range: "10.2.0.128/25")
        #expect(try client.requestGateway("10.2.0.99", of: second.id) == "10.2.0.99/24")
        let third = try client.requestPool("fd00:1::/64", range: "fd00:1::1:0/112")
        #expect(try client.requestGateway(of: third.id) == "fd00:1::1/64")
        let error = #expect(throws: PluginCallError.self) { try client.requestAddress("10.2.0.99", of: second.id) }
        #expect(error?.message == "request address: address 10.2.0.99: is in use by the network's gateway")
    }

    @Test func `an auxiliary address may be outside the range, and is never assigned to a container`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/24", range: "10.1.0.8/30")
        #expect(try client.requestAddress("10.1.0.77", of: pool.id) == "10.1.0.77/24")
        #expect(try client.requestAddress("10.1.0.8", of: pool.id) == "10.1.0.8/24")
        #expect(try client.requestAddress(of: pool.id) == "10.1.0.9/24")
    }

    @Test func `a refused address is reported in one line with the value and the conflict`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let ipv4 = try client.requestPool("10.1.0.0/24").id
        let ipv6 = try client.requestPool("fd00:1::/64").id
        _ = try client.requestGateway(of: ipv4)
        _ = try client.requestAddress("10.1.0.7", of: ipv4, name: "web")
        _ = try client.requestAddress("10.1.0.8", of: ipv4)
        let cases: [(String, (PluginClient) throws -> String)] = [
            (#"Address: "10.1.0" is not an address"#, { try $0.requestAddress("10.1.0", of: ipv4) }),
            (
                #"request address: pool "mdnp-0": does not exist; remove the network and create it again"#,
                { try $0.requestAddress(of: "mdnp-0") }
            ),
            (
                "request address: address 10.1.0.1: is in use by the network's gateway",
                { try $0.requestAddress("10.1.0.1", of: ipv4) }
            ),
            (
                "request address: address 10.1.0.7: is in use by web",
                { try $0.requestAddress("10.1.0.7", of: ipv4) }
            ),
            (
                "request address: address 10.1.0.7: is in use by web",
                { try $0.requestAddress("10.1.0.7", of: ipv4, name: "web") }
            ),
            (
                "request address: address 10.1.0.8: is in use by another endpoint",
                { try $0.requestGateway("10.1.0.8", of: ipv4) }
            ),
            (
                "request address: address 10.1.0.0: is the network address of subnet 10.1.0.0/24",
                { try $0.requestAddress("10.1.0.0", of: ipv4) }
            ),
            (
                "request address: address 10.1.0.255: is the broadcast address of subnet 10.1.0.0/24",
                { try $0.requestAddress("10.1.0.255", of: ipv4) }
            ),
            (
                "request address: address fd00:1::: is the routers' address of subnet fd00:1::/64",
                { try $0.requestAddress("fd00:1::", of: ipv6) }
            ),
            (
                "request address: address 10.2.0.7: is outside subnet 10.1.0.0/24",
                { try $0.requestAddress("10.2.0.7", of: ipv4) }
            ),
            (
                "request address: address fd00:1::7: is IPv6, but IPv4 is required",
                { try $0.requestAddress("fd00:1::7", of: ipv4) }
            ),
            (
                "request address: address 10.1.0.7: is IPv4, but IPv6 is required",
                { try $0.requestAddress("10.1.0.7", of: ipv6) }
            ),
        ]
        for (message, call) in cases {
            let error = #expect(throws: PluginCallError.self) { try call(client) }
            #expect(error?.message == message)
        }
        #expect(try daemon.process.pools.map(\.held) == [3, 0])
    }

    @Test func `a released address rests before its next assignment, and the address released first is assigned first`()
        throws
    {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/29").id
        _ = try client.requestGateway(of: pool)
        #expect(try client.requestAddress(of: pool) == "10.1.0.2/29")
        #expect(try client.requestAddress(of: pool) == "10.1.0.3/29")
        try client.releaseAddress("10.1.0.3", of: pool)
        try client.releaseAddress("10.1.0.2", of: pool)
        let next = try (0..<5).map { _ in try client.requestAddress(of: pool) }
        #expect(next == ["10.1.0.4/29", "10.1.0.5/29", "10.1.0.6/29", "10.1.0.3/29", "10.1.0.2/29"])
    }

    @Test func `a release succeeds a second time, and also for an address or a pool that was never assigned`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/24").id
        let address = try client.requestAddress(of: pool)
        for _ in 0..<2 { try client.releaseAddress(address, of: pool) }
        for never in ["10.1.0.99", "10.1.0.0", "10.1.0.255", "10.9.0.1", "fd00::1"] {
            try client.releaseAddress(never, of: pool)
        }
        for _ in 0..<2 { try client.releasePool(pool) }
        try client.releaseAddress(address, of: pool)
        try client.releasePool("LocalDefault/10.1.0.0/24")
        #expect(try daemon.process.pools.isEmpty)
    }

    @Test func `all spellings of an IPv6 address are one address`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("fd00:0::0/64").id
        #expect(try client.requestAddress("fd00:0::0005", of: pool) == "fd00::5/64")
        let error = #expect(throws: PluginCallError.self) { try client.requestAddress("fd00::5", of: pool) }
        #expect(error?.message?.contains("address fd00::5: is in use by another endpoint") == true)
        try client.releaseAddress("FD00:0:0:0:0:0:0:5", of: pool)
        #expect(try client.requestAddress("fd00::0.0.0.5", of: pool) == "fd00::5/64")
    }

    @Test func `16 concurrent clients get 1600 different addresses`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let pool = try daemon.process.connect().requestPool("10.1.0.0/16").id
        let process = daemon.process
        let addresses = try await withThrowingTaskGroup { group in
            for _ in 0..<16 {
                group.addTask {
                    try await OwnThread.beside {
                        let client = try process.connect()
                        return try (0..<100).map { _ in try client.requestAddress(of: pool) }
                    }
                }
            }
            var all: [String] = []
            for try await some in group { all += some }
            return all
        }
        #expect(addresses.count == 1600)
        #expect(Set(addresses).count == 1600)
        #expect(try daemon.process.pool(pool)?.held == 1600)
    }
}
