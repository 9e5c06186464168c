// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import InMemoryLogging
import Listening
import Logging
import PluginTesting
import Testing

/// Tests of clients that connect and do not continue, and of their small effect on others.
@Suite(.timeLimit(.minutes(10)))
struct SlowClientTests {
    private let leave = RawClient.request("NetworkDriver.Leave", #"{"NetworkID":"n1","EndpointID":"e1"}"#)
    private let log = InMemoryLogHandler()

    private var logger: Logger { Logger(label: "test") { [log] _ in log } }

    /// The logged reasons for disconnected clients, in order.
    private var causes: [String] {
        log.entries.filter { $0.message == "client disconnected" }.map { "\($0.metadata["cause"] ?? "")" }
    }

    private func limits(_ connections: Int = 512, _ change: (inout ListenerLimits) -> Void = { _ in }) -> ListenerLimits
    {
        var limits = ListenerLimits.patient(connections: connections)
        change(&limits)
        return limits
    }

    /// Sends text byte by byte.
    ///
    /// Returns the time from a start until the peer accepts no more, or nil if it accepts all bytes.
    private func trickle(_ text: String, _ client: RawClient, since start: ContinuousClock.Instant) async throws
        -> Duration?
    {
        for byte in text.utf8 {
            guard await client.send([byte]) else { return ContinuousClock.now - start }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    /// Waits until a condition is true.
    private func eventually(_ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !condition() {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test func `a slow request is disconnected after the time limit for its head or its body`()
        async throws
    {
        let driver = JournalDriver()
        let short = limits { ($0.headTime, $0.bodyTime) = (.seconds(6), .seconds(6)) }
        try await withPlugin(driver, limits: short, logger: logger) { plugin in
            let start = ContinuousClock.now
            let clients = try (0..<3).map { _ in try plugin.client() }
            // The first client has called before, the second has sent a head, the third nothing.
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
        let expected = ["request head not received within 6 seconds", "request body not received within 6 seconds"]
        #expect(causes.sorted() == expected.sorted())
    }

    @Test func `a client that sends nothing is disconnected, and a client that has called may stay`() async throws {
        try await withPlugin(limits: limits { $0.headTime = .seconds(3) }, logger: logger) { plugin in
            let used = try plugin.client()
            #expect(try await used.call("Plugin.Activate").status == 200)
            let silent = try plugin.client()
            #expect(await silent.isEnded())
            try await Task.sleep(for: .seconds(2))
            #expect(try await used.call("Plugin.Activate").status == 200)
        }
        // No line is logged: dockerd leaves a new connection unused if another one becomes free first.
        #expect(causes == [])
    }

    @Test(arguments: ["", "POST /NetworkDriver.Le", RawClient.request("Plugin.Activate", "")])
    func `a thousand silent, incomplete or idle connections keep no new client out`(text: String) async throws {
        let limit = 64
        try await withPlugin(limits: limits(limit), logger: logger) { plugin in
            let crowd = try Crowd(1000, to: .path(plugin.path), saying: text)
            for _ in 0..<20 { #expect(try await plugin.call("Plugin.Activate").status == 200) }
            #expect(crowd.count == 1000)
            // All connections above the limit.
            try await eventually { crowd.ended >= 1000 - limit }
            #expect(try await plugin.call("Plugin.Activate").status == 200)
        }
        #expect(causes == ["limit of 64 connections reached"])
    }

    @Test func `a new client waits while every connection is in a call, and is answered afterwards`() async throws {
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

    @Test func `a connection closed to make room fails before a byte of Docker's next call is written`()
        async throws
    {
        let driver = JournalDriver()
        try await withPlugin(driver, limits: limits(4)) { plugin in
            var idle: [RawClient] = []
            // An earlier connection is still open, or has closed to make room.
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

    @Test func `malformed requests of any number of clients cause one log line`() async throws {
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
