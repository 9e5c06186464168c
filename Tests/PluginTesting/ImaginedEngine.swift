// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A fake Docker engine on a Unix socket, which sends prescribed replies and events, correctly or not.
///
/// Each connection has its own thread, since its reads block.
public final class ImaginedEngine: Sendable {
    /// The treatment of requests.
    public enum Mood: Hashable, Sendable {
        /// Replies at once.
        case well
        /// Replies after some milliseconds.
        case slow(milliseconds: UInt32)
        /// Accepts requests, and never replies.
        case silent
        /// Sends the beginning of a reply, and never the rest.
        case stuck
        /// Replies with these bytes.
        case saying(String)
    }

    /// The listening socket, and a semaphore for the end of its accepting thread.
    private struct Door {
        let socket: ServiceSocket
        let isLeft = DispatchSemaphore(value: 0)
    }

    private struct State {
        var mood = Mood.well
        var networks: [String: String] = [:]
        var containers: [String: [String: String]] = [:]
        var door: Door?
        var connections: Set<Int32> = []
        var hearers: Set<Int32> = []
        var questions = 0
    }

    /// The path of the socket.
    public let socketPath: String

    private let version: String
    private let state = Mutex(State())

    /// Creates an engine that does not run yet.
    public init(socketPath: String, version: String = "28.5.2") {
        self.socketPath = socketPath
        self.version = version
    }

    deinit {
        stop()
    }

    /// The number of requests so far.
    public var questions: Int { state.withLock { $0.questions } }

    /// Sets the treatment of requests from now on.
    public func become(_ mood: Mood) {
        state.withLock { $0.mood = mood }
    }

    /// Sets the networks (names by id) and the containers (endpoint ids by network, by container name), and sends an event.
    public func has(networks: [String: String], containers: [String: [String: String]] = [:]) {
        let hearers = state.withLock { state in
            (state.networks, state.containers) = (networks, containers)
            return state.hearers
        }
        let event = #"{"Type":"container","Action":"rename"}"# + "\n"
        for hearer in hearers { Self.send(Self.chunk(event), on: hearer) }
    }

    /// Listens and replies.
    public func start() throws {
        let door = Door(socket: try ServiceSocket(path: socketPath))
        state.withLock { $0.door = door }
        Thread { [weak self, descriptor = door.socket.descriptor, isLeft = door.isLeft] in
            defer { isLeft.signal() }
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0, let self else { return }
                self.state.withLock { _ = $0.connections.insert(connection) }
                Thread { [weak self] in self?.serve(connection) }.start()
            }
        }.start()
    }

    /// Stops the engine and closes all its connections.
    public func stop() {
        let door = state.withLock { state in
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
            defer { state.door = nil }
            return state.door
        }
        guard let door else { return }
        shutdown(door.socket.descriptor, Int32(SHUT_RDWR))
        // The descriptor is closed after its thread has stopped using the number.
        _ = door.isLeft.wait(timeout: .now() + 5)
    }

    private func serve(_ connection: Int32) {
        var received = ""
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(connection, &bytes, bytes.count, 0)
            guard count > 0 else { break }
            received += String(decoding: bytes.prefix(count), as: UTF8.self)
            while let end = received.range(of: "\r\n\r\n") {
                let head = received[..<end.lowerBound]
                received = String(received[end.upperBound...])
                let path = head.split(separator: " ").dropFirst().first ?? ""
                // Engines refuse requests without a Host field.
                let isWhole = head.lowercased().contains("\r\nhost: ")
                answer(isWhole ? String(path) : "", on: connection)
            }
        }
        state.withLock { state in
            state.connections.remove(connection)
            state.hearers.remove(connection)
        }
        close(connection)
    }

    private func answer(_ path: String, on connection: Int32) {
        let mood = state.withLock { state in
            state.questions += 1
            return state.mood
        }
        switch mood {
        case .silent: return
        case .stuck: return Self.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[", on: connection)
        case .saying(let words): return Self.send(words, on: connection)
        case .slow(let milliseconds): usleep(milliseconds * 1000)
        case .well: break
        }
        let body: String
        switch path {
        case "/version": body = #"{"Version":"\#(version)"}"#
        case "/networks": body = networks
        case "/containers/json?all=1": body = containers
        case _ where path.hasPrefix("/events?filters="):
            Self.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", on: connection)
            return state.withLock { _ = $0.hearers.insert(connection) }
        default: return Self.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", on: connection)
        }
        Self.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)", on: connection)
    }

    private var networks: String {
        let rows = state.withLock { $0.networks }.map { id, name in
            #"{"Name":\#(Self.json(name)),"Id":"\#(id)","Driver":"mdnp"}"#
        }
        return "[\(rows.joined(separator: ","))]"
    }

    private var containers: String {
        let rows = state.withLock { $0.containers }.map { name, endpoints in
            let places = endpoints.map { #"\#(Self.json($0)):{"EndpointID":"\#($1)"}"# }
            return
                #"{"Names":[\#(Self.json("/" + name))],"NetworkSettings":{"Networks":{\#(places.joined(separator: ","))}}}"#
        }
        return "[\(rows.joined(separator: ","))]"
    }

    /// Returns a text as a JSON string.
    private static func json(_ text: String) -> String {
        String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
    }

    private static func chunk(_ text: String) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }

    private static func send(_ text: String, on connection: Int32) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
