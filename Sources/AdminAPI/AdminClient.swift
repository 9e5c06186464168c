// SPDX-License-Identifier: Apache-2.0

public import Addressing
import Foundation
import HTTPRequesting
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
        try await post("/reservations", order: ReserveOrder(scope: scope, name: name, addresses: addresses))
    }

    /// Gives back addresses, all that a name has, or a pool; answers what was done, a line each.
    public func release(_ items: [String], in scope: String) async throws(AdminError) -> [String] {
        try await post("/releases", order: ReleaseOrder(scope: scope, items: items))
    }

    /// Only what no URL gives a meaning to stays.
    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    )

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    private func get<Answer: Decodable>(_ path: String) async throws(AdminError) -> Answer {
        try Self.answer(to: path, from: try await exchange(.GET, at: path))
    }

    private func post<Answer: Decodable>(_ path: String, order: some Encodable) async throws(AdminError) -> Answer {
        let body: Data
        do {
            body = try JSONEncoder().encode(order)
        } catch {
            throw AdminError("\(path): \(error)")
        }
        return try Self.answer(to: path, from: try await exchange(.POST, at: path, body: ByteBuffer(bytes: body)))
    }

    private static func answer<Answer: Decodable>(
        to path: String,
        from response: (status: HTTPResponseStatus, body: ByteBuffer)
    ) throws(AdminError) -> Answer {
        let body = Data(response.body.readableBytesView)
        if response.status == .conflict, let refusal = try? JSONDecoder().decode(RefusalBody.self, from: body) {
            throw AdminError(refusal.error.message)
        }
        guard response.status == .ok else {
            throw AdminError("ask the daemon for \(path): \(String(buffer: response.body))")
        }
        do {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            return try decoder.decode(Answer.self, from: body)
        } catch {
            throw AdminError(
                "ask the daemon for \(path): its answer is not understood, it may be of another version: \(error)"
            )
        }
    }

    private func exchange(
        _ method: HTTPMethod,
        at path: String,
        body: ByteBuffer? = nil
    ) async throws(AdminError) -> (status: HTTPResponseStatus, body: ByteBuffer) {
        do {
            return try await HTTPRequester(socketPath: socketPath)
                .send(method, uri: path, body: body, timeLimit: .seconds(10))
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
