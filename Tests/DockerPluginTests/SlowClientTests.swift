// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import InMemoryLogging
import Listening
import Logging
import PluginTesting
import Testing

/// Clients that connect and do not go on, and how little they keep others waiting.
@Suite(.timeLimit(.minutes(10)))
struct SlowClientTests {
    private let leave = RawClient.request("NetworkDriver.Leave", #"{"NetworkID":"n1","EndpointID":"e1"}"#)
    private let log = InMemoryLogHandler()

    private var logger: Logger { Logger(label: "test") { [log] _ in log } }

    /// The lines of the log about clients, each once for each time it is there.
    private var causes: [String] {
        log.entries.filter { $0.message == "client disconnected" }.map { "\($0.metadata["cause"] ?? "")" }
    }

    private func limits(_ connections: Int = 512, _ change: (inout ListenerLimits) -> Void = { _ in }) -> ListenerLimits
    {
        var limits = ListenerLimits.patient(connections: connections)
        change(&limits)
        return limits
    }

    /// Sends text byte by byte until nobody takes it any more; how long after a start that was, or nil if all of it was taken.
    private func trickle(_ text: String, _ client: RawClient, since start: ContinuousClock.Instant) async throws
        -> Duration?
    {
        for byte in text.utf8 {
            guard await client.send([byte]) else { return ContinuousClock.now - start }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    /// Waits until something is so.
    private func eventually(_ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !condition() {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test func `a request that trickles in is cut off when the time for its head is over, or for its body`()
        async throws
    {
        let driver = JournalDriver()
        let short = limits { ($0.headTime, $0.bodyTime) = (.seconds(6), .seconds(6)) }
        try await withPlugin(driver, limits: short, logger: logger) { plugin in
            let start = ContinuousClock.now
            let clients = try (0..<3).map { _ in try plugin.client() }
            // One has called before, one has sent a head, one nothing.
            #expect(try await clients[0].call("Plugin.Activate").status == 200)
            let head = "POST /NetworkDriver.Leave HTTP/1.1\r\nContent-Length: 3000\r\n"
            await clients[1].send(head + "\r\n")
            let long = String(repeating: "x", count: 3000)
            async let times = [
                trickle(head + "X: " + long, clients[0], since: start), trickle(long, clients[1], since: start),
                trickle(head + "X: " + long, clients[2], since: start),
            ]
            for time in try await times { #expect(try #require(time) >= .seconds(5.9)) }
            #expect(driver.all.isEmpty)
            #expect(try await plugin.call("Plugin.Activate").status == 200)
        }
        let words = ["request head not received within 6 seconds", "request body not received within 6 seconds"]
        #expect(causes.sorted() == words.sorted())
    }

    @Test func `a client that sends nothing at first is let go of, one that has called may stay`() async throws {
        try await withPlugin(limits: limits { $0.headTime = .seconds(3) }, logger: logger) { plugin in
            let used = try plugin.client()
            #expect(try await used.call("Plugin.Activate").status == 200)
            let silent = try plugin.client()
            #expect(await silent.isEnded())
            try await Task.sleep(for: .seconds(2))
            #expect(try await used.call("Plugin.Activate").status == 200)
        }
        // dockerd does so where it finds a connection that is free before the new one is used.
        #expect(causes == [])
    }

    @Test(arguments: ["", "POST /NetworkDriver.Le", RawClient.request("Plugin.Activate", "")])
    func `a thousand connections that are silent, stop half-way or stay idle keep nobody out`(text: String) async throws
    {
        let limit = 64
        try await withPlugin(limits: limits(limit), logger: logger) { plugin in
            let crowd = try Crowd(1000, to: .path(plugin.path), saying: text)
            for _ in 0..<20 { #expect(try await plugin.call("Plugin.Activate").status == 200) }
            #expect(crowd.count == 1000)
            // All but those that the limit leaves.
            try await eventually { crowd.ended >= 1000 - limit }
            #expect(try await plugin.call("Plugin.Activate").status == 200)
        }
        #expect(causes == ["limit of 64 connections reached"])
    }

    @Test func `where every connection is in a call a new client waits, and is answered`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let driver = JournalDriver(
            .init(join: { _ throws(PluginError) in
                for await _ in gate { break }
                return JoinResponse()
            })
        )
        try await withPlugin(driver, limits: limits(4)) { plugin in
            let join = RawClient.request("NetworkDriver.Join", #"{"NetworkID":"n","EndpointID":"e"}"#)
            let calling = try (0..<4).map { _ in try plugin.client() }
            for client in calling { await client.send(join) }
            try await eventually { driver.all.count == 4 }
            let waiting = try (0..<3).map { _ in try plugin.client() }
            for client in waiting { await client.send(leave) }
            try await Task.sleep(for: .milliseconds(300))
            #expect(driver.all.count == 4)
            open.finish()
            for client in calling + waiting { #expect(try await client.reply().status == 200) }
        }
    }

    @Test func `who had to make room on Docker's socket learns it before anything of the next call is written`()
        async throws
    {
        let driver = JournalDriver()
        try await withPlugin(driver, limits: limits(4)) { plugin in
            var idle: [RawClient] = []
            // Who found the socket first is still there, or gone.
            while idle.count < 6 {
                let client = try plugin.client()
                #expect(try await client.call("Plugin.Activate").status == 200)
                idle.append(client)
            }
            var unwritten = 0
            for client in idle {
                if await client.send(leave) {
                    #expect(try await client.reply().status == 200)
                } else {
                    unwritten += 1
                }
            }
            #expect(unwritten >= 2)
            #expect(driver.all.count + unwritten == 6)
        }
    }

    @Test func `clients without number that send nonsense are one line of the log`() async throws {
        try await withPlugin(logger: logger) { plugin in
            for _ in 0..<100 {
                let client = try plugin.client()
                await client.send("NONSENSE\r\n\r\n")
                #expect(try await client.reply().status == 400)
                #expect(try await plugin.call("NoSuch.Method").status == 404)
            }
        }
        for message in ["malformed request", "call failed"] {
            #expect(log.entries.count { $0.message == "\(message)" } == 1)
        }
    }
}
