public import Addressing
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Asks a running daemon over its admin socket.
public struct AdminClient: Sendable {
    private let socketPath: String

    /// A client of the daemon behind a socket.
    public init(socketPath: String) {
        self.socketPath = socketPath
    }

    /// The networks, by id.
    public func networks() async throws(AdminError) -> [NetworkSummary] {
        try await get("/networks")
    }

    /// The endpoints, by network and address.
    public func endpoints() async throws(AdminError) -> [EndpointSummary] {
        try await get("/endpoints")
    }

    /// The published ports, in their order.
    public func ports() async throws(AdminError) -> [PortSummary] {
        try await get("/ports")
    }

    /// The pools, by space and address, and behind them the reservations that are in none; or what of them a text names.
    public func pools(in scope: String? = nil) async throws(AdminError) -> [PoolSummary] {
        guard let scope else { return try await get("/pools") }
        return try await get("/pools?scope=\(Self.escaped(scope))")
    }

    /// What the daemon is, and how it fares.
    public func status() async throws(AdminError) -> StatusSummary {
        try await get("/status")
    }

    /// The last lines of its log, the oldest first.
    public func log() async throws(AdminError) -> [String] {
        try await get("/log")
    }

    /// What is wrong, and what was put right.
    public func diagnosis() async throws(AdminError) -> DiagnosisSummary {
        try await get("/diagnosis")
    }

    /// What is on the way from one party to another, family by family.
    public func explanation(from source: String, to target: String) async throws(AdminError) -> [PassageSummary] {
        try await get("/explanation?from=\(Self.escaped(source))&to=\(Self.escaped(target))")
    }

    /// Keeps addresses for a name; answers what was done, a line each.
    public func reserve(_ addresses: [IPAddress], in scope: String, for name: String) async throws(AdminError)
        -> [String]
    {
        try await post("/reservations", ReserveOrder(scope: scope, name: name, addresses: addresses))
    }

    /// Gives back addresses, all that a name has, or a pool; answers what was done, a line each.
    public func release(_ items: [String], in scope: String) async throws(AdminError) -> [String] {
        try await post("/releases", ReleaseOrder(scope: scope, items: items))
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private func get<Answer: Decodable>(_ path: String) async throws(AdminError) -> Answer {
        try await ask(path) { _ in }
    }

    private func post<Answer: Decodable>(_ path: String, _ order: some Encodable) async throws(AdminError) -> Answer {
        try await ask(path) { request in
            request.method = .POST
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(order)))
        }
    }

    private func ask<Answer: Decodable>(
        _ path: String,
        _ prepare: (inout HTTPClientRequest) throws -> Void
    ) async throws(AdminError) -> Answer {
        guard let url = URL(httpURLWithSocketPath: socketPath, uri: path) else {
            throw AdminError("admin socket \(socketPath): is not a path")
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        let (status, body) = try await exchange(&request, prepare)
        if status == .conflict,
            let refusal = try? JSONDecoder().decode(Refused.self, from: Data(body.readableBytesView))
        {
            throw AdminError(refusal.error.message)
        }
        guard status == .ok else { throw AdminError("ask the daemon for \(path): \(String(buffer: body))") }
        do {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            return try decoder.decode(Answer.self, from: Data(body.readableBytesView))
        } catch {
            throw AdminError(
                "ask the daemon for \(path): its answer is not understood, it may be of another version: \(error)"
            )
        }
    }

    private func exchange(
        _ request: inout HTTPClientRequest,
        _ prepare: (inout HTTPClientRequest) throws -> Void
    ) async throws(AdminError) -> (HTTPResponseStatus, ByteBuffer) {
        var configuration = HTTPClient.Configuration()
        // A daemon that is not there is not waited for.
        configuration.connectionPool.retryConnectionEstablishment = false
        do {
            try prepare(&request)
            let prepared = request
            return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                let response = try await client.execute(prepared, timeout: .seconds(10))
                return (response.status, try await response.body.collect(upTo: 64 << 20))
            }
        } catch {
            throw AdminError(
                """
                no daemon answers on \(socketPath): start it with "mdnp serve", as root, or name its socket with --admin-socket
                """,
                isUnanswered: true
            )
        }
    }
}

/// What Hummingbird says of an error.
private struct Refused: Decodable {
    struct Words: Decodable {
        let message: String
    }

    let error: Words
}
