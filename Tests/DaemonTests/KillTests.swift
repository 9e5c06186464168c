// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// A daemon that is killed again and again under clients that repeat their calls until they get a reply.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct KillTests {
    /// The duration in seconds, with one kill per second; a run with 60 passed too.
    private static let seconds = 20
    private static let clients = 8

    @Test func `no call fails permanently under a kill every second, and nothing is missing or left over afterwards`()
        async throws
    {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "set", "lo", "up")
        try daemon.process.start()
        let client = try daemon.process.connect()
        var pools: [String] = []
        for number in 1...2 {
            let pool = try client.requestPool("10.\(number).0.0/16")
            try client.createNetwork("n\(number)", on: [(pool, client.requestGateway(of: pool.id))])
            pools.append(pool.id)
        }
        let stage = Stage(path: daemon.process.socketPath, pools: pools)
        let bare = try await daemon.links()
        let active = try stage.activeLives.map { life in
            _ = try client.requestAddress(String(life.address.prefix { $0 != "/" }), of: stage.pool(of: life))
            try life.create(client)
            #expect(try life.join(client))
            try life.program(client)
            return life
        }
        let links = try await daemon.links()
        let rules = try await rules(daemon)

        try await withThrowingTaskGroup { group in
            defer { stage.isFinished.set() }
            for number in 0..<Self.clients {
                group.addTask { try await OwnThread.beside { try stage.live(number) } }
            }
            for _ in 0..<Self.seconds {
                try await Task.sleep(for: .seconds(1))
                // On another thread, so that the other tests do not wait.
                let process = daemon.process
                process.kill()
                try await OwnThread.beside { _ = try process.start() }
                #expect(try await daemon.has(links))
            }
            stage.isFinished.set()
            var (lives, repetitions) = (0, 0)
            for try await done in group {
                lives += done.lives
                repetitions += done.repetitions
            }
            #expect(lives > Self.clients)
            // Otherwise, no client noticed a kill.
            #expect(repetitions > Self.seconds)
        }

        #expect(try await daemon.settles(to: links), "\(daemon.process.log.suffix(4000))")
        #expect(try await self.rules(daemon) == rules)
        #expect(try await count("endpoints", daemon) == active.count)
        #expect(try await count("ports", daemon) == 2 * active.count)
        for pool in try daemon.process.pools { #expect(pool.addresses("held").count == 2) }

        let last = try daemon.process.connect()
        for life in active {
            try life.leave(last)
            try life.delete(last)
            try last.releaseAddress(life.address, of: stage.pool(of: life))
        }
        #expect(try await daemon.settles(to: bare))
        #expect(try await count("endpoints", daemon) == 0)
        #expect(try await count("ports", daemon) == 0)
        for pool in try daemon.process.pools { #expect(pool.addresses("held").count == 1) }
    }

    private func rules(_ daemon: Daemon) async throws -> Set<Substring> {
        // The elements of a set have no order.
        let text = try await daemon.witness("nft", "--stateless", "list", "ruleset")
        return Set(text.split { $0 == "\n" || $0 == "," }.map { $0.drop { $0 == " " || $0 == "\t" } })
    }

    private func count(_ list: String, _ daemon: Daemon) async throws -> Int? {
        let text = try await daemon.command(list, "--format", "json")
        return try (JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any])?.count
    }
}

/// The networks of the clients, and the end of the test.
private final class Stage: Sendable {
    private let path: String
    private let pools: [String]
    let isFinished = Flag()

    init(path: String, pools: [String]) {
        self.path = path
        self.pools = pools
    }

    /// The lives that last for the whole test, one on each network.
    var activeLives: [Life] {
        pools.indices.map { life(network: $0, endpoint: "5\($0)", number: 100 + $0) }
    }

    func pool(of life: Life) -> String { life.network == "n1" ? pools[0] : pools[1] }

    /// Runs whole lives until the end, with pauses for the other tests; returns the number of lives and of repeated calls.
    func live(_ number: Int) throws -> (lives: Int, repetitions: Int) {
        let client = RepeatingClient(socketPath: path)
        var random = SeededGenerator(seed: UInt64(number))
        var lives = 0
        while !isFinished.isSet {
            let life = life(network: number % pools.count, endpoint: "\(number)a\(lives)", number: number)
            let address = String(life.address.prefix { $0 != "/" })
            let pool = pool(of: life)
            guard try client({ try $0.requestAddress(address, of: pool) }) == life.address else {
                throw CancellationError()
            }
            try client(life.create)
            guard try client(life.join) else { throw CancellationError() }
            try client(life.program)
            try client(life.leave)
            try client(life.delete)
            try client { try $0.releaseAddress(address, of: pool) }
            lives += 1
            usleep(UInt32.random(in: 0..<200_000, using: &random))
        }
        return (lives, client.repetitions)
    }

    private func life(network: Int, endpoint: String, number: Int) -> Life {
        Life(
            network: "n\(network + 1)",
            endpoint: endpoint,
            address: "10.\(network + 1).1.\(number + 1)/16",
            ports: [PublishedPort(80, host: 20_000 + number)]
        )
    }
}
