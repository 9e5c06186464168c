// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// A network that publishes ports for a client list as long as the address list of a country.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct ClientListTests {
    private static let ranges = 60_000

    /// Address blocks with gaps between them, as an option.
    private static var allow: String {
        let blocks = (0..<ranges).map { "\(1 + $0 / 32_768 % 200).\($0 / 128 % 256).\($0 % 128 * 2).0/24" }
        return #""publish.allow":"\#(blocks.joined(separator: ","))""#
    }

    /// Returns the number of ranges in the kernel's set for the only client list.
    private func ranges(_ daemon: Daemon) async throws -> Int {
        let count = "nft list ruleset | sed -n '/set allowed_clients4/,/}/p' | tr ',' '\\n' | grep -c /24"
        return Int(try await daemon.witness("sh", "-c", "\(count) || true").trimmingCharacters(in: .newlines)) ?? 0
    }

    private func settles(to count: Int, _ daemon: Daemon) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await ranges(daemon) != count {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(50))
        }
        return true
    }

    @Test func `containers of other networks start and stop while a list of 60,000 blocks is loaded into the kernel`()
        async throws
    {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork("n2", subnet: "10.2.0.0/16", gateway: "10.2.0.1/16")
        let life = Life(network: "n2", endpoint: "e2", address: "10.2.0.2/16")
        let (process, allow) = (daemon.process, Self.allow)
        let creating = Task.detached {
            try await OwnThread.beside { try process.connect().createNetwork("n1", options: allow) }
            return ContinuousClock.now
        }
        // Runs whole lives one after the other until the network with the list exists.
        var lives: [ContinuousClock.Instant] = []
        while try !process.connectAdmin().get("/networks").contains(#""id":"n1""#) || lives.isEmpty {
            try life.create(client)
            _ = try life.join(client)
            try life.leave(client)
            try life.delete(client)
            lives.append(.now)
        }
        let end = try await creating.value
        #expect(lives.count { $0 < end } > 3)
        #expect(try await ranges(daemon) == Self.ranges)
    }

    @Test func `a client list is restored after a flush and a restart, and removed with its network`() async throws {
        let daemon = try Daemon()
        let before = try await daemon.witness("nft", "list", "ruleset")
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork("n1", options: Self.allow)
        #expect(try await ranges(daemon) == Self.ranges)
        try await daemon.witness("nft", "flush", "ruleset")
        #expect(try await settles(to: Self.ranges, daemon))
        let list = "$(nft list sets | grep -o 'allowed_clients4_[0-9a-f]*')"
        try await daemon.witness("sh", "-c", "nft delete element inet mdnp \(list) '{ 1.0.0.0/24 }'")
        #expect(try await settles(to: Self.ranges, daemon))
        daemon.process.kill()
        try await daemon.witness("nft", "flush", "ruleset")
        try daemon.process.start()
        #expect(try await settles(to: Self.ranges, daemon))
        try daemon.process.connect().deleteNetwork("n1")
        #expect(try await daemon.witness("nft", "list", "ruleset") == before)
    }

    @Test func `an option that is too long is refused by name`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let long = String(repeating: "x", count: 200_000)
        for (options, message) in [
            (#""\#(long)":"""#, "the name has 200000 bytes, at most 256 are allowed"),
            (#""mtu":"\#(long)""#, "option mtu: the value has 200000 bytes, at most 65536 are allowed"),
            (
                #""publish.allow":"\#(long)""#,
                "is invalid; use an address, a range such as 192.0.2.7-192.0.2.12, or a block such as 192.0.2.0/24"
            ),
        ] {
            let error = #expect(throws: PluginCallError.self) { try client.createNetwork("n1", options: options) }
            #expect(error?.message?.contains(message) == true)
            #expect(error.map { ($0.message ?? "").utf8.count < 300 } == true)
        }
    }
}
