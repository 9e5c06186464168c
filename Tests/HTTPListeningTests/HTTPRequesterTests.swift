// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPListening
import HTTPRequesting
import Listening
import LogLimits
import Logging
import NIOCore
import NIOHTTP1
import PluginTesting
import ServiceLifecycle
import Testing

/// Requests over a Unix socket, and servers that respond correctly or wrongly.
@Suite(.timeLimit(.minutes(10)))
struct HTTPRequesterTests {
    /// Creates a socket path for the time of `body`.
    private func withPath(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "ask-\(UUID().uuidString.prefix(8))").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    /// Runs a server that sends these bytes for each request.
    private func saying(
        _ mood: ImaginedEngine.Mood,
        sizeLimit: Int = 1000,
        _ body: (HTTPRequester, ImaginedEngine) async throws -> Void
    ) async throws {
        try await withPath { path in
            let engine = ImaginedEngine(socketPath: path)
            engine.become(mood)
            try engine.start()
            defer { engine.stop() }
            try await body(HTTPRequester(socketPath: path, sizeLimit: sizeLimit), engine)
        }
    }

    /// Runs a listener that responds with the received request.
    private func echoing(_ body: (HTTPRequester, String) async throws -> Void) async throws {
        try await withPath { path in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let limits = ListenerLimits(connections: 16)
            let listener = HTTPListener(limits: limits, log: LimitedLog(logger), logger: logger) { request in
                if request.path == "/error" { throw CancellationError() }
                let parts = [request.head.method.rawValue, request.path, request.parameter("a") ?? "-"]
                let text = parts.joined(separator: " ") + " " + String(buffer: request.body)
                return HTTPAnswer(.accepted, text: text)
            }
            let service = EchoService(listener: listener, path: path)
            let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: logger))
            async let end: Void = group.run()
            let deadline = ContinuousClock.now + .seconds(60)
            while (try? PluginClient(socketPath: path)) == nil {
                try #require(ContinuousClock.now < deadline)
                try await Task.sleep(for: .milliseconds(10))
            }
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(HTTPRequester(socketPath: path), path)) } catch {
                outcome = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await end
            try outcome.get()
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
    ])
    func `a complete response is returned in any framing`(text: String) async throws {
        try await saying(.saying(text)) { requester, _ in
            let response = try await requester.send(uri: "/", timeLimit: .seconds(60))
            #expect(response.status == .ok)
            #expect(String(buffer: response.body) == "abcde")
        }
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + String(repeating: "x", count: 1001),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
        "HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 200_000))\r\n\r\n",
    ])
    func `a response that is malformed or too large is an error at once`(text: String) async throws {
        try await saying(.saying(text)) { requester, _ in
            let start = ContinuousClock.now
            await #expect(throws: (any Error).self) { try await requester.send(uri: "/", timeLimit: .seconds(600)) }
            #expect(ContinuousClock.now - start < .seconds(300))
        }
    }

    @Test(arguments: [.silent, .stuck] as [ImaginedEngine.Mood])
    func `a server that does not respond in time is an error`(mood: ImaginedEngine.Mood) async throws {
        try await saying(mood) { requester, _ in
            let error = await #expect(throws: HTTPRequestError.self) {
                try await requester.send(uri: "/", timeLimit: .milliseconds(300))
            }
            #expect(error?.description == "no response within 0.3 seconds")
        }
    }

    @Test func `a connection that ends before the complete response is an error`() async throws {
        try await saying(.stuck) { requester, engine in
            let response = Task { try await requester.send(uri: "/", timeLimit: .seconds(600)) }
            while engine.questions == 0 { try await Task.sleep(for: .milliseconds(10)) }
            engine.stop()
            await #expect(throws: (any Error).self) { try await response.value }
        }
    }

    @Test func `a socket without a server is an error at once`() async throws {
        try await withPath { path in
            for path in [path, String(repeating: "x", count: 300)] {
                await #expect(throws: (any Error).self) {
                    try await HTTPRequester(socketPath: path).send(uri: "/", timeLimit: .seconds(600))
                }
            }
        }
    }

    @Test func `a stream continues beyond the time limit of its head, and ends with the server`() async throws {
        try await saying(.well) { requester, engine in
            let (status, events) = try await requester.stream(uri: "/events?filters=x", timeLimit: .seconds(60))
            #expect(status == .ok)
            var iterator = events.makeAsyncIterator()
            for number in 1...3 {
                engine.has(networks: ["n\(number)": "front"])
                #expect(try await iterator.next() != nil)
            }
            engine.stop()
            await #expect(throws: (any Error).self) { while try await iterator.next() != nil {} }
        }
    }

    private func ask(_ requester: HTTPRequester, _ uri: String, _ body: String? = nil) async throws -> String {
        let response = try await requester.send(
            body == nil ? .GET : .POST,
            uri: uri,
            body: body.map { ByteBuffer(string: $0) },
            timeLimit: .seconds(60)
        )
        #expect(response.status == .accepted)
        return String(buffer: response.body)
    }

    @Test func `a listener receives method, path, parameters and body`() async throws {
        try await echoing { requester, _ in
            let long = String(repeating: "x", count: 2 << 20)
            let cases: [(uri: String, body: String?, answer: String)] = [
                ("/x", nil, "GET /x - "), ("/x?b=1&a=%2Fone%20%26", nil, "GET /x /one & "),
                ("/x?a", nil, "GET /x  "), ("/x?a=%FF", nil, "GET /x - "), ("/y", "body", "POST /y - body"),
                ("/y", long, "POST /y - \(long)"),
            ]
            for (uri, body, answer) in cases {
                let received = try await ask(requester, uri, body)
                #expect(received == answer)
            }
        }
    }

    @Test func `a listener refuses a body that is too large, and responds to its own errors with status 500`()
        async throws
    {
        try await echoing { requester, _ in
            let body = ByteBuffer(repeating: 0x78, count: 2 << 20 | 1)
            let refused = try? await requester.send(.POST, uri: "/", body: body, timeLimit: .seconds(60))
            // The listener may close the connection before all is written.
            #expect(refused == nil || refused?.status == .payloadTooLarge)
            let failed = try await requester.send(uri: "/error", timeLimit: .seconds(60))
            #expect(failed.status == .internalServerError)
        }
    }

    @Test(arguments: [
        ("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n", ["202 Accepted", "202 Accepted"]),
        ("HEAD /1 HTTP/1.1\r\nConnection: close\r\n\r\n", ["202 Accepted"]),
        ("GET /1 HTTP/1.0\r\n\r\n", ["202 Accepted"]), ("nonsense\r\n\r\n", ["400 Bad Request"]),
        ("POST /1 HTTP/1.1\r\nContent-Length: 9000000\r\n\r\nx", ["413 Payload Too Large"]),
        ("POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n", ["400 Bad Request"]),
    ])
    func `a listener responds in order, and closes a connection that cannot continue`(
        text: String,
        answers: [String]
    ) async throws {
        try await echoing { _, path in
            let received = try await conversation(text, at: path)
            #expect(received.matches(of: /HTTP\/1.[01] ([0-9]+ [A-Za-z ]+)\r\n/).map { String($0.1) } == answers)
            if text.hasPrefix("HEAD") { #expect(received.hasSuffix("\r\n\r\n")) }
        }
    }

    /// Sends a text, and returns all bytes of the server until it closes the connection.
    private func conversation(_ text: String, at path: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try RawConversation(path).run(text) })
            }
        }
    }
}

/// A listener on its own socket.
private struct EchoService: Service {
    let listener: HTTPListener
    let path: String

    func run() async throws {
        try await listener.run(on: ListeningSocket(path: path))
    }
}
