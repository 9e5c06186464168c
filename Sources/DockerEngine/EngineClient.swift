// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPRequesting
import NIOCore
import NIOHTTP1
import NetworkModel

/// A client of the Docker engine's API on its Unix socket.
///
/// Requests have no API version, so each engine uses its newest one. Only fields that every engine has are read.
struct EngineClient: Sendable {
    private let http: HTTPRequester
    /// The time limit of each response.
    private let timeLimit: Duration

    init(socketPath: String, timeLimit: Duration) {
        http = HTTPRequester(socketPath: socketPath)
        self.timeLimit = timeLimit
    }

    /// Reads the version and the names of networks and containers.
    func facts() async throws -> EngineFacts {
        EngineFacts(
            try await get("/version"),
            networks: try await get("/networks"),
            containers: try await get("/containers/json?all=1")
        )
    }

    /// Subscribes to the events of networks and containers that may change a name.
    ///
    /// Only the arrival of bytes counts; their contents are not parsed.
    func events() async throws -> AsyncThrowingStream<ByteBuffer, any Error> {
        let filters = """
            {"type":["network","container"],\
            "event":["create","connect","disconnect","destroy","remove","rename","start"]}
            """
        let query = filters.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let (status, body) = try await http.stream(uri: "/events?filters=\(query)", timeLimit: timeLimit)
        guard status == .ok else { throw EngineError("/events: \(status)") }
        return body
    }

    private func get<Answer: Decodable & Sendable>(_ path: String) async throws -> Answer {
        let (status, body) = try await http.send(uri: path, timeLimit: timeLimit)
        guard status == .ok else { throw EngineError("\(path): \(status)") }
        return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
    }
}

/// An error of a request to the engine, in one line.
struct EngineError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
