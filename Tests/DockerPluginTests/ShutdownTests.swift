// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import DockerPluginAPI
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ShutdownTests {
    private let join = RawClient.request("NetworkDriver.Join", #"{"NetworkID":"n","EndpointID":"e"}"#)

    /// Returns a driver whose Join waits until it is released.
    private func gatedDriver() -> (driver: JournalDriver, release: @Sendable () -> Void) {
        let (gate, key) = AsyncStream.makeStream(of: Never.self)
        let driver = JournalDriver(
            .init(join: { _ throws(PluginError) in
                for await _ in gate {}
                if Task.isCancelled { throw PluginError("cancelled") }
                return JoinResponse()
            })
        )
        return (driver, { key.finish() })
    }

    @Test func `a running call is answered, then its connection closes, and the service ends last`() async throws {
        let (driver, release) = gatedDriver()
        try await withPlugin(driver) { plugin in
            let client = try plugin.client()
            await client.send(join)
            try await until { !driver.all.isEmpty }
            await plugin.stop()
            try await until { (try? plugin.client()) == nil }
            try await Task.sleep(for: .milliseconds(100))
            release()
            let reply = try await client.reply()
            #expect(reply.status == 200)
            #expect(reply.headers["connection"] == "close")
            #expect(await client.isEnded())
        }
    }

    @Test func `idle connections close at once and others after their time limit, while a call runs`() async throws {
        let (driver, release) = gatedDriver()
        try await withPlugin(driver) { plugin in
            let busy = try plugin.client()
            await busy.send(join)
            let unused = try plugin.client()
            let idle = try plugin.client()
            _ = try await idle.call("Plugin.Activate")
            let halfHead = try plugin.client()
            await halfHead.send("POST /NetworkDriver.Join HTT")
            let halfBody = try plugin.client()
            await halfBody.send(String(join.dropLast(5)))
            let discarding = try plugin.client()
            await discarding.send("POST /NetworkDriver.Join HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")
            #expect(try await discarding.reply().status == 413)
            try await until { !driver.all.isEmpty }

            let start = ContinuousClock.now
            await plugin.stop()
            #expect(await idle.isEnded())
            // Calls may still arrive on these connections.
            for client in [unused, halfHead, halfBody, discarding] {
                #expect(await client.isEnded())
            }
            #expect(ContinuousClock.now - start >= .seconds(5))
            #expect(driver.all.count == 1)
            release()
            #expect(try await busy.reply().status == 200)
        }
    }

    @Test func `a connection that was unused for a while ends before a new one`() async throws {
        let (driver, _) = gatedDriver()
        try await withPlugin(driver) { plugin in
            let unused = try plugin.client()
            try await Task.sleep(for: .milliseconds(2100))
            let fresh = try plugin.client()
            async let freshEnd = end(of: fresh)
            async let unusedEnd = end(of: unused)
            await plugin.stop()
            let ends = await (unused: unusedEnd, fresh: freshEnd)
            #expect(ends.unused < ends.fresh)
        }
    }

    private func end(of client: RawClient) async -> ContinuousClock.Instant {
        #expect(await client.isEnded())
        return .now
    }

    @Test func `a shutdown waits for a call whose client has disconnected`() async throws {
        let (driver, release) = gatedDriver()
        let ended = Peak()
        try await withPlugin(driver) { plugin in
            do {
                let client = try plugin.client()
                await client.send(join)
                try await until { !driver.all.isEmpty }
            }
            await plugin.stop()
            Task {
                try? await Task.sleep(for: .milliseconds(200))
                await ended.during(.zero) {}
                release()
            }
        }
        #expect(await ended.peak == 1)
    }

    @Test func `all received calls of a connection are answered`() async throws {
        let (driver, release) = gatedDriver()
        try await withPlugin(driver) { plugin in
            let client = try plugin.client()
            await client.send(join + join + join)
            try await until { !driver.all.isEmpty }
            await plugin.stop()
            try await until { (try? plugin.client()) == nil }
            try await Task.sleep(for: .milliseconds(100))
            release()
            var closings: [String?] = []
            for _ in 0..<3 {
                let reply = try await client.reply()
                #expect(reply.status == 200)
                closings.append(reply.headers["connection"])
            }
            #expect(closings == [nil, nil, "close"])
            #expect(await client.isEnded())
        }
    }

    @Test func `cancellation ends the service and cancels the running call`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/plugin.sock"
            let (driver, _) = gatedDriver()
            let service = DockerPluginService(networkDriver: driver, listener: .path(path), logger: quietLogger)
            let running = Task { try await service.run() }
            try await untilConnectable(path)
            let client = try RawClient(path: path)
            await client.send(join)
            try await until { !driver.all.isEmpty }
            running.cancel()
            try await running.value
            #expect(await client.isEnded())
            #expect((try? RawClient(path: path)) == nil)
        }
    }

    @Test func `clients that connect during the shutdown are answered or refused at once`() async throws {
        for _ in 0..<40 {
            try await withPlugin { plugin in
                async let stop: Void = plugin.stop()
                for _ in 0..<30 {
                    let start = ContinuousClock.now
                    guard let client = try? plugin.client() else { break }
                    do {
                        let reply = try await client.call("Plugin.Activate")
                        #expect(reply.status == 200)
                    } catch RawClient.Failure.end {
                        // This is the time limit for a call to begin.
                        #expect(ContinuousClock.now - start >= .seconds(2))
                    }
                }
                await stop
            }
        }
    }

    private func until(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }
}
