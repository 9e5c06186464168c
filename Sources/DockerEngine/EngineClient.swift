import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NetworkModel

/// Asks a Docker engine over its Unix socket; only what any engine answers, by the newest version of its API that it has.
struct EngineClient: Sendable {
    let http: HTTPClient
    let socketPath: String
    /// How long an engine may take for one answer.
    let timeLimit: Duration

    /// How long an answer may be, in bytes.
    private static var sizeLimit: Int { 64 << 20 }

    /// Reads all that is to be known.
    func facts() async throws -> EngineFacts {
        EngineFacts(
            try await get("/version"),
            try await get("/networks"),
            try await get("/containers/json?all=1")
        )
    }

    /// What happens to networks and containers that may change a name: its bytes come when something does, and say no more here.
    func events() async throws -> HTTPClientResponse.Body {
        let filters = """
            {"type":["network","container"],\
            "event":["create","connect","disconnect","destroy","remove","rename","start"]}
            """
        let query = filters.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let request = try request("/events?filters=\(query)")
        return try await within(timeLimit) {
            let response = try await http.execute(request, deadline: .distantFuture)
            guard response.status == .ok else { throw EngineError("/events: \(response.status)") }
            return response.body
        }
    }

    private func get<Answer: Decodable & Sendable>(_ path: String) async throws -> Answer {
        let request = try request(path)
        return try await within(timeLimit) {
            let response = try await http.execute(request, deadline: .distantFuture)
            let body = try await response.body.collect(upTo: Self.sizeLimit)
            guard response.status == .ok else { throw EngineError("\(path): \(response.status)") }
            return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
        }
    }

    private func request(_ path: String) throws(EngineError) -> HTTPClientRequest {
        guard let url = URL(httpURLWithSocketPath: socketPath, uri: path) else {
            throw EngineError("\(socketPath): is not a path")
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        // Nobody's name, but an engine answers no question without it.
        request.headers.add(name: "Host", value: "localhost")
        return request
    }
}

/// Why an engine gave no answer: one line.
struct EngineError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Does something, or gives it up after a time.
private func within<Answer: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer.self) { group in
        defer { group.cancelAll() }
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: limit)
            throw EngineError("no answer within \(limit)")
        }
        guard let first = try await group.next() else { throw EngineError("no answer") }
        return first
    }
}
