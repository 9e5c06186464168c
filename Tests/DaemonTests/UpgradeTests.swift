// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// A daemon under a service manager, which keeps the socket while the process is replaced.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct UpgradeTests {
    private static let stops = 6
    private static let clients = 4

    /// Creates a daemon with a passed socket, and the socket for its notices.
    private func activated() throws -> (daemon: Daemon, notices: ServiceSocket) {
        let daemon = try Daemon()
        let path = daemon.process.socketPath
        daemon.process.passed = [try ServiceSocket(path: path)]
        daemon.process.noticePath = path + ".notices"
        return (daemon, try ServiceSocket(path: path + ".notices", receivesNotices: true))
    }

    @Test func `clients continue while the daemon stops and starts six times, and no call fails`() async throws {
        let (daemon, notices) = try activated()
        try daemon.process.launch()
        #expect(notices.notice(within: 20_000) == "READY=1")
        let client = KeepingClient(socketPath: daemon.process.socketPath)
        try client { try $0.createNetwork("n1") }
        let active = (0..<3).map { Life(network: "n1", endpoint: "5\($0)", address: "10.1.0.\(10 + $0)/16") }
        for life in active {
            try client(life.create)
            #expect(try client(life.join))
        }
        let links = try await daemon.links()
        let path = daemon.process.socketPath
        let isFinished = Flag()
        try await withThrowingTaskGroup { group in
            defer { isFinished.set() }
            for number in 0..<Self.clients {
                group.addTask {
                    try await OwnThread.beside { try Self.live(number, path, until: isFinished) }
                }
            }
            for _ in 0..<Self.stops {
                try await Task.sleep(for: .milliseconds(300))
                #expect(daemon.process.stop() == 0)
                #expect(notices.notice(within: 0) == "STOPPING=1")
                #expect(try await daemon.has(links))
                try daemon.process.launch()
                #expect(notices.notice(within: 20_000) == "READY=1")
                #expect(try await daemon.has(links))
            }
            isFinished.set()
            var lives = 0
            for try await done in group { lives += done }
            #expect(lives > Self.clients)
        }
        #expect(try await daemon.settles(to: links))
        #expect(daemon.process.stop() == 0)
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(!daemon.process.log.contains("call failed"))
    }

    /// Runs whole lives over a kept connection until the flag is set; returns their number.
    private nonisolated static func live(
        _ number: Int,
        _ path: String,
        until isFinished: Flag
    ) throws -> Int {
        let client = KeepingClient(socketPath: path)
        var lives = 0
        while !isFinished.isSet {
            let life = Life(network: "n1", endpoint: "\(number)a\(lives)", address: "10.1.1.\(number)/16")
            try client(life.create)
            guard try client(life.join) else { throw CancellationError() }
            try client(life.program)
            try client(life.inform)
            try client(life.revoke)
            try client(life.leave)
            try client(life.delete)
            lives += 1
            // A pause for the other tests.
            usleep(20_000)
        }
        return lives
    }

    @Test func `calls without a running process wait for the next process and succeed`() async throws {
        let (daemon, notices) = try activated()
        let path = daemon.process.socketPath
        async let answer = OwnThread.beside { try PluginClient(socketPath: path)?.call("Plugin.Activate") }
        #expect(notices.notice(within: 200) == nil)
        try daemon.process.launch()
        #expect(try await answer?.contains("NetworkDriver") == true)
        #expect(notices.notice(within: 20_000) == "READY=1")
        // The daemon reports readiness also without a passed socket.
        #expect(daemon.process.stop() == 0)
        #expect(notices.notice(within: 0) == "STOPPING=1")
        daemon.process.passed = []
        unlink(path)
        try daemon.process.launch()
        #expect(notices.notice(within: 20_000) == "READY=1")
        #expect(try daemon.process.connect().call("Plugin.Activate").contains("IpamDriver"))
    }

    @Test func `a passed socket of the wrong type, or more than one, prevents the start`() async throws {
        let daemon = try Daemon()
        let path = daemon.process.socketPath
        let deaf = try ServiceSocket(path: path, receivesNotices: true)
        let others = try ["1", "2"].map { try ServiceSocket(path: path + $0) }
        for (passed, words) in [
            ([deaf], "listen on descriptor 3: not a stream socket; pass a listening Unix stream socket"),
            ([others[0], deaf], "listen on descriptor 4: not a stream socket; pass a listening Unix stream socket"),
            (others, "listen on \(path)1 and \(path)2: pass one socket, for Docker"),
        ] {
            daemon.process.passed = passed
            try daemon.process.launch()
            #expect(daemon.process.wait() == 1)
            #expect(daemon.process.log.contains(words), "\(daemon.process.log)")
        }
        #expect(!FileManager.default.fileExists(atPath: daemon.process.stateDirectory.path))
    }
}
