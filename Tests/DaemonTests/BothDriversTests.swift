// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// The two drivers together: an endpoint decides on its addresses, and the release of an address decides on its endpoint.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct BothDriversTests {
    private static let life = Life(network: "n1", endpoint: "e1", address: "10.1.0.2/24")

    /// Creates a network on an mdnp pool with one endpoint; returns the pool.
    private func prepare(_ client: PluginClient) throws -> String {
        let pool = try client.requestPool("10.1.0.0/24")
        try client.createNetwork("n1", on: [(pool, client.requestGateway(of: pool.id))])
        #expect(try client.requestAddress(of: pool.id, name: "web") == Self.life.address)
        try Self.life.create(client)
        return pool.id
    }

    @Test func `an endpoint whose link was deleted while the daemon was down releases its address at the next start`()
        async throws
    {
        let daemon = try Daemon()
        try daemon.process.start()
        let pool = try prepare(daemon.process.connect())
        #expect(try Self.life.join(daemon.process.connect()))
        daemon.process.kill()
        try await daemon.witness("ip", "link", "delete", "mve1")
        try daemon.process.start()
        #expect(try daemon.process.pool(pool)?.addresses("held") == ["10.1.0.1"])
        let client = try daemon.process.connect()
        // Docker may still release the address.
        try client.releaseAddress("10.1.0.2", of: pool)
        #expect(try client.requestAddress(of: pool, name: "web") == "10.1.0.2/24")
    }

    @Test func `an endpoint with a link keeps its address over a kill`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let pool = try prepare(daemon.process.connect())
        #expect(try Self.life.join(daemon.process.connect()))
        daemon.process.kill()
        try daemon.process.start()
        let client = try daemon.process.connect()
        #expect(try client.requestAddress(of: pool, name: "web") == "10.1.0.3/24")
    }

    @Test func `a late release of the address of a joined endpoint succeeds without effect`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try prepare(client)
        #expect(try Self.life.join(client))
        try client.releaseAddress("10.1.0.2", of: pool)
        #expect(try daemon.process.pool(pool)?.addresses("held") == ["10.1.0.1", "10.1.0.2"])
        #expect(try await daemon.links().contains("mve1"))
        #expect(daemon.process.log.contains("late release of an address ignored"))
        try Self.life.leave(client)
        try Self.life.delete(client)
        try client.releaseAddress("10.1.0.2", of: pool)
        #expect(try daemon.process.pool(pool)?.addresses("held") == ["10.1.0.1"])
    }

    @Test func `a late release of an address does not remove the endpoint that was created with the address since`()
        async throws
    {
        let daemon = try Daemon()
        try daemon.process.start()
        var client = try daemon.process.connect()
        let pool = try prepare(client)
        #expect(try Self.life.join(client))
        try Self.life.leave(client)
        try Self.life.delete(client)
        let second = Life(network: "n1", endpoint: "e2", address: try client.requestAddress("10.1.0.2", of: pool))
        try second.create(client)
        daemon.process.kill()
        try daemon.process.start()
        client = try daemon.process.connect()
        try client.releaseAddress("10.1.0.2", of: pool)
        #expect(try second.join(client))
        #expect(try await daemon.links().contains("mve2"))
        #expect(try daemon.process.pool(pool)?.addresses("held") == ["10.1.0.1", "10.1.0.2"])
    }

    @Test func `an address release removes the stale endpoint that has left its sandbox`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let before = try await daemon.links()
        let client = try daemon.process.connect()
        let pool = try prepare(client)
        let bridge = try await daemon.links()
        #expect(try Self.life.join(client))
        try Self.life.leave(client)
        try client.releaseAddress("10.1.0.2", of: pool)
        #expect(try await daemon.settles(to: bridge), "\(daemon.process.log)")
        #expect(try await daemon.command("endpoints", "--format", "json").contains("e1") == false)
        #expect(try daemon.process.pool(pool)?.addresses("held") == ["10.1.0.1"])
        // The lost call may still arrive.
        try Self.life.delete(client)
        try client.deleteNetwork("n1")
        #expect(try await daemon.settles(to: before), "\(daemon.process.log)")
    }

    @Test func `the removal of a network releases its pool if Docker has not released it`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try prepare(client)
        let other = try client.requestPool("10.2.0.0/24")
        try Self.life.delete(client)
        try client.deleteNetwork("n1")
        #expect(try daemon.process.pools.map(\.id) == [other.id])
        try client.releasePool(pool)
        #expect(try client.requestPool("10.1.0.0/24").id != pool)
    }

    @Test func `the release of the last pool removes the network, since Docker releases pools before DeleteNetwork`()
        async throws
    {
        let daemon = try Daemon()
        let before = try await daemon.links()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try prepare(client)
        try Self.life.delete(client)
        for address in ["10.1.0.1", "10.1.0.2"] { try client.releaseAddress(address, of: pool) }
        try client.releasePool(pool)
        #expect(try await daemon.links() == before)
        _ = try client.requestPool("10.1.0.0/24")
        try client.deleteNetwork("n1")
        #expect(try daemon.process.pools.count == 1)
    }

    @Test func `a network with addresses of another IPAM cannot overlap an mdnp pool`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        _ = try client.requestPool("10.1.0.0/24")
        let error = #expect(throws: PluginCallError.self) {
            try client.createNetwork("n1", subnet: "10.1.0.0/16", gateway: "10.1.0.1/16")
        }
        #expect(
            error?.message == "create network: subnet 10.1.0.0/16: overlaps pool 10.1.0.0/24 of the mdnp IPAM driver"
        )
    }
}
