// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPListening
import InMemoryLogging
import Listening
import LogLimits
import Logging
import NIOCore
import NIOHTTP1
import PluginTesting
import ServiceLifecycle
import Testing

/// An HTTP listener, and clients that stop midway.
@Suite(.timeLimit(.minutes(10)))
struct HTTPListenerTests {
    private let log = InMemoryLogHandler()

    private var causes: [String] {
        log.entries.filter { $0.message == "client disconnected" }.map { "\($0.metadata["cause"] ?? "")" }
    }

    /// Runs a listener on a socket for the time of `body`; the path of a request is the size of its response.
    private func listening(
        _ limits: ListenerLimits,
        _ body: (_ path: String, _ stop: @escaping @Sendable () async -> Void) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "http-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "s").path
        let logger = Logger(label: "test") { [log] _ in log }
        let listener = HTTPListener(limits: limits, log: LimitedLog(logger), logger: logger) { request in
            let size = Int(request.path.dropFirst()) ?? 0
            let body = ByteBuffer(repeating: 0x78, count: size)
            return HTTPAnswer(.ok, contentType: "text/plain", body: body)
        }
        let service = ListenerService(listener: listener, path: path)
        let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: logger))
        async let end: Void = group.run()
        try await eventually { (try? PluginClient(socketPath: path)) != nil }
        do {
            try await body(path) { await group.triggerGracefulShutdown() }
        } catch {
            await group.triggerGracefulShutdown()
            try await end
            throw error
        }
        await group.triggerGracefulShutdown()
        try await end
    }

    private func eventually(_ condition: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try !condition() {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Requests responses of these sizes on one connection, on a thread that may block; returns their sizes.
    private func get(_ path: String, _ sizes: Int...) async throws -> [Int] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let client = try #require(try PluginClient(socketPath: path))
                        return try sizes.map { try client.get("/\($0)").count }
                    }
                )
            }
        }
    }

    private func limits(_ connections: Int, _ change: (inout ListenerLimits) -> Void = { _ in }) -> ListenerLimits {
        var limits = ListenerLimits(connections: connections, idleTime: .seconds(600))
        change(&limits)
        return limits
    }

    @Test func `requests on one connection get responses`() async throws {
        try await listening(limits(64)) { path, _ in
            let sizes = try await get(path, 0, 10, 1_000_000, 3)
            #expect(sizes == [0, 10, 1_000_000, 3])
        }
    }

    @Test(arguments: [
        ("", nil), ("GET /10 HTTP/1.1\r\nX: ", "request head not received within 3 seconds"),
        ("POST /10 HTTP/1.1\r\nContent-Length: 1000\r\n\r\nx", "request body not received within 3 seconds"),
    ])
    func `a client that does not send a complete request in time is disconnected`(text: String, cause: String?)
        async throws
    {
        let limits = limits(64) { ($0.headTime, $0.bodyTime) = (.seconds(3), .seconds(3)) }
        try await listening(limits) { path, _ in
            let crowd = try Crowd(30, to: .path(path), saying: text)
            #expect(try await get(path, 10) == [10])
            let start = ContinuousClock.now
            while crowd.ended < 30 {
                // Each byte shows activity, and none extends the time limit.
                crowd.say("x")
                try #require(ContinuousClock.now - start < .seconds(60))
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        #expect(causes.filter { $0 == cause }.count == (cause == nil ? 0 : 1))
    }

    @Test func `a client that does not receive its response in time is disconnected`() async throws {
        try await listening(limits(64) { $0.answerTime = .milliseconds(500) }) { path, _ in
            let crowd = try Crowd(5, to: .path(path), saying: "GET /50000000 HTTP/1.1\r\n\r\n")
            try await eventually { crowd.ended == 5 }
            #expect(try await get(path, 10) == [10])
        }
        #expect(causes == ["response not received by the client within 0.5 seconds"])
    }

    @Test func `a client that sends nothing for the idle time is disconnected`() async throws {
        try await listening(limits(64) { $0.idleTime = .milliseconds(500) }) { path, _ in
            let crowd = try Crowd(5, to: .path(path), saying: "GET /10 HTTP/1.1\r\n\r\n")
            try await eventually { crowd.ended == 5 }
        }
        #expect(causes == [])
    }

    @Test(arguments: ["", "GET /10 HT", "GET /10 HTTP/1.1\r\n\r\n"])
    func `five hundred clients at a listener for sixteen do not exclude others`(text: String) async throws {
        try await listening(limits(16)) { path, _ in
            let crowd = try Crowd(500, to: .path(path), saying: text)
            for _ in 0..<10 { #expect(try await get(path, 10) == [10]) }
            try await eventually { crowd.ended >= 500 - 16 }
        }
        #expect(causes == ["limit of 16 connections reached"])
    }

    @Test func `a head that is too large is refused`() async throws {
        try await listening(limits(16)) { path, _ in
            let head = "GET /10 HTTP/1.1\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n"
            let crowd = try Crowd(1, to: .path(path), saying: head)
            try await eventually { crowd.ended == 1 }
        }
        #expect(log.entries.count { $0.message == "malformed request" } == 1)
    }

    @Test func `a stop closes idle connections at once, and unfinished ones within 5 seconds`() async throws {
        try await listening(limits(64)) { path, stop in
            let idle = try Crowd(3, to: .path(path), saying: "GET /10 HTTP/1.1\r\n\r\n")
            let half = try Crowd(3, to: .path(path), saying: "GET /10 HT")
            let stuck = try Crowd(3, to: .path(path), saying: "GET /50000000 HTTP/1.1\r\n\r\n")
            #expect(try await get(path, 10) == [10])
            await stop()
            try await eventually { idle.ended == 3 && half.ended == 3 && stuck.ended == 3 }
        }
    }
}

/// A listener on its own socket.
private struct ListenerService: Service {
    let listener: HTTPListener
    let path: String

    func run() async throws {
        try await listener.run(on: ListeningSocket(path: path))
    }
}
