// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import Glibc
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ConnectionTests {
    private let leave = RawClient.request("NetworkDriver.Leave", #"{"NetworkID":"n1","EndpointID":"e1"}"#)

    @Test func `one connection serves many calls`() async throws {
        try await withPlugin { plugin in
            let client = try plugin.client()
            for _ in 0..<200 {
                await client.send(leave)
                let reply = try await client.reply()
                #expect(reply.status == 200)
                #expect(reply.headers["connection"] == nil)
            }
        }
    }

    @Test func `pipelined calls are answered in order, one at a time`() async throws {
        let running = Peak()
        let driver = JournalDriver(
            .init(join: { request throws(PluginError) in
                await running.during(.milliseconds(5)) {}
                throw PluginError(request.endpointID)
            })
        )
        try await withPlugin(driver) { plugin in
            let client = try plugin.client()
            let requests = (0..<50).map {
                RawClient.request("NetworkDriver.Join", #"{"NetworkID":"n1","EndpointID":"e\#($0)"}"#)
            }
            await client.send(requests.joined())
            for number in 0..<50 {
                try expectError(try await client.reply(), "e\(number)")
            }
            #expect(await running.peak == 1)
        }
    }

    @Test func `a connection closes after a request with Connection close or of HTTP 1.0`() async throws {
        try await withPlugin { plugin in
            for request in [
                "POST /Plugin.Activate HTTP/1.1\r\nConnection: close\r\n\r\n",
                "POST /Plugin.Activate HTTP/1.0\r\n\r\n",
            ] {
                let client = try plugin.client()
                await client.send(request)
                let reply = try await client.reply()
                #expect(reply.status == 200)
                #expect(reply.headers["connection"] == "close")
                #expect(await client.isEnded())
            }
        }
    }

    @Test func `a client that has ended its sending side still gets its answer`() async throws {
        try await withPlugin { plugin in
            let client = try plugin.client()
            await client.send(leave)
            client.endSending()
            #expect(try await client.reply().status == 200)
            #expect(await client.isEnded())
        }
    }

    @Test func `48 concurrent clients are served concurrently`() async throws {
        let meeting = Meeting(of: 48)
        let driver = JournalDriver(
            .init(join: { _ throws(PluginError) in
                await meeting.arrive()
                return JoinResponse()
            })
        )
        try await withPlugin(driver) { plugin in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<48 {
                    group.addTask {
                        let body = #"{"NetworkID":"n1","EndpointID":"e\#(number)","SandboxKey":"/x"}"#
                        return try await plugin.call("NetworkDriver.Join", body).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(Set(driver.requests(JoinRequest.self).map(\.endpointID)).count == 48)
        }
    }

    @Test func `300 idle connections stay usable and block no other client`() async throws {
        try await withPlugin { plugin in
            let idle = try (0..<300).map { _ in try plugin.client() }
            let used = try plugin.client()
            #expect(try await used.call("Plugin.Activate").status == 200)
            try await Task.sleep(for: .seconds(1))
            for client in idle + [used] {
                #expect(try await client.call("Plugin.Activate").status == 200)
            }
        }
    }

    @Test func `incomplete requests harm no other client and reach no driver`() async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            var halves: [RawClient] = []
            for length in stride(from: 1, to: leave.utf8.count, by: 3) {
                let hanging = try plugin.client()
                await hanging.send(Array(leave.utf8.prefix(length)))
                halves.append(hanging)
                let gone = try plugin.client()
                await gone.send(Array(leave.utf8.prefix(length)))
                let ended = try plugin.client()
                await ended.send(Array(leave.utf8.prefix(length)))
                ended.endSending()
            }
            #expect(try await plugin.call("Plugin.Activate").status == 200)
            #expect(driver.all.isEmpty)

            let last = try #require(halves.last)
            await last.send(Array(leave.utf8.suffix(leave.utf8.count - (leave.utf8.count - 2) / 3 * 3 - 1)))
            #expect(try await last.reply().status == 200)
            #expect(driver.all.count == 1)
        }
    }

    @Test func `a request that arrives byte by byte is answered`() async throws {
        try await withPlugin { plugin in
            let client = try plugin.client()
            for byte in leave.utf8 { await client.send([byte]) }
            #expect(try await client.reply().status == 200)
        }
    }

    @Test func `bytes that are not HTTP close only their own connection`() async throws {
        try await withPlugin { plugin in
            let other = try plugin.client()
            var generator = SplitMix(state: 42)
            for round in 0..<50 {
                let client = try plugin.client()
                let garbage = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &generator) }
                await client.send(round == 0 ? Array("\r\nGARBAGE\r\n\r\n".utf8) : garbage)
                client.endSending()
                if let reply = try? await client.reply() { #expect(reply.status == 400) }
                #expect(await client.isEnded())
            }
            #expect(try await other.call("Plugin.Activate").status == 200)
        }
    }

    @Test func `garbage after a call does not affect the call's answer`() async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let client = try plugin.client()
            await client.send(leave)
            #expect(try await client.reply().status == 200)
            await client.send("\u{0}\u{1}\u{2} nonsense\r\n\r\n")
            #expect(try await client.reply().status == 400)
            #expect(await client.isEnded())
            #expect(driver.all.count == 1)
        }
    }

    @Test func `a body of 4 MiB is accepted, and a body with one more byte is answered with 413`() async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let client = try plugin.client()
            let limit = 4 << 20
            let id = String(repeating: "n", count: limit - #"{"NetworkID":""}"#.utf8.count)
            #expect(try await client.call("NetworkDriver.DeleteNetwork", #"{"NetworkID":"\#(id)"}"#).status == 200)
            let reply = try await client.call("NetworkDriver.DeleteNetwork", #"{"NetworkID":"\#(id)n"}"#)
            #expect(reply.status == 413)
            try expectError(reply, "the request is too large")
            #expect(try await client.call("Plugin.Activate").status == 200)
            #expect(driver.all.count == 1)
        }
    }

    @Test(arguments: ["portmap", "endpoint.exposedports"])
    func `a request with more ports than exist is refused with their number`(list: String) async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let client = try plugin.client()
            let ports = Array(repeating: #"{"Proto":6,"Port":1}"#, count: 3 * 65_535 + 1).joined(separator: ",")
            let body = #"{"NetworkID":"n","EndpointID":"e","Options":{"com.docker.network.\#(list)":[\#(ports)]}}"#
            let answer = try await client.call("NetworkDriver.ProgramExternalConnectivity", body)
            #expect(answer.status == 400)
            #expect(answer.body.contains("com.docker.network.\(list): has 196606 ports, at most 196605 are allowed"))
            #expect(driver.all.isEmpty)
        }
    }

    @Test func `a body of more than 4 MiB is accepted in a call with ports`() async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let body = #"{"NetworkID":"n","EndpointID":"e"}"# + String(repeating: " ", count: 4 << 20)
            let (join, leave) = try await (
                plugin.call("NetworkDriver.Join", body), plugin.call("NetworkDriver.Leave", body)
            )
            #expect((join.status, leave.status) == (200, 413))
            #expect(driver.all.count == 1)
        }
    }

    @Test func `a running call continues after its client disconnects`() async throws {
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        let driver = JournalDriver(
            .init(join: { _ throws(PluginError) in
                try? await Task.sleep(for: .milliseconds(300))
                end.yield(Task.isCancelled)
                return JoinResponse()
            })
        )
        try await withPlugin(driver) { plugin in
            do {
                let client = try plugin.client()
                await client.send(RawClient.request("NetworkDriver.Join", #"{"NetworkID":"n","EndpointID":"e"}"#))
                while driver.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            }
            let isCancelled = await ends.first { _ in true }
            #expect(isCancelled == false)
            #expect(try await plugin.call("Plugin.Activate").status == 200)
        }
    }
}

/// A counter of concurrent operations.
actor Peak {
    private var count = 0
    private(set) var peak = 0

    func during(_ time: Duration, _ body: @Sendable () async -> Void) async {
        count += 1
        peak = max(peak, count)
        try? await Task.sleep(for: time)
        await body()
        count -= 1
    }
}

/// A barrier that suspends each task until all have arrived.
actor Meeting {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of size: Int) {
        self.size = size
    }

    func arrive() async {
        await withCheckedContinuation { continuation in
            waiting.append(continuation)
            guard waiting.count == size else { return }
            for each in waiting { each.resume() }
        }
    }
}

/// A random number generator with the same sequence in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
