// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPRequesting
import NIOCore
import NIOHTTP1
import NetworkModel

/// Asks a Docker engine over its Unix socket; only what any engine answers, by the newest version of its API that it has.
struct EngineClient: Sendable {
    private let http: HTTPRequester
    /// How long an engine may take for one answer.
    private let timeLimit: Duration

    init(socketPath: String, timeLimit: Duration) {
        http = HTTPRequester(socketPath: socketPath)
        self.timeLimit = timeLimit
    }

    /// Reads all that is to be known.
    func facts() async throws -> EngineFacts {
        EngineFacts(
            try await get("/version"),
            networks: try await get("/networks"),
            containers: try await get("/containers/json?all=1")
        )
    }

    /// What happens to networks and containers that may change a name: its bytes come when something does, and say no more here.
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

/// Why an engine gave no answer: one line.
struct EngineError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
