// SPDX-License-Identifier: Apache-2.0

public import Addressing
import Foundation
import HTTPRequesting
import NIOCore
import NIOHTTP1

/// A client of the running daemon's admin socket.
public struct AdminClient: Sendable {
    private let socketPath: String

    /// Creates a client of the daemon at this socket.
    public init(socketPath: String) {
        self.socketPath = socketPath
    }

    /// Returns the networks, sorted by id.
    public func networks() async throws(AdminError) -> [NetworkSummary] {
        try await get("/networks")
    }

    /// Returns the endpoints, sorted by network and address.
    public func endpoints() async throws(AdminError) -> [EndpointSummary] {
        try await get("/endpoints")
    }

    /// Returns the published ports, in their order.
    public func ports() async throws(AdminError) -> [PortSummary] {
        try await get("/ports")
    }

    /// Returns the pools by space and address, then the reservations outside of any pool; only those that match `scope`, if given.
    public func pools(in scope: String? = nil) async throws(AdminError) -> [PoolSummary] {
        guard let scope else { return try await get("/pools") }
        return try await get("/pools?scope=\(Self.escaped(scope))")
    }

    /// Returns the daemon's status.
    public func status() async throws(AdminError) -> StatusSummary {
        try await get("/status")
    }

    /// Returns the last lines of the daemon's log, the oldest first.
    public func log() async throws(AdminError) -> [String] {
        try await get("/log")
    }

    /// Returns the current findings and past repairs.
    public func diagnosis() async throws(AdminError) -> DiagnosisSummary {
        try await get("/diagnosis")
    }

    /// Returns the trace from one party to another, for each family.
    public func explanation(from source: String, to target: String) async throws(AdminError) -> [HopSummary] {
        try await get("/explanation?from=\(Self.escaped(source))&to=\(Self.escaped(target))")
    }

    /// Reserves addresses for the name of a container; returns a line for each reservation.
    public func reserve(_ addresses: [IPAddress], in scope: String, for name: String) async throws(AdminError)
        -> [String]
    {
        try await post("/reservations", order: ReserveOrder(scope: scope, name: name, addresses: addresses))
    }

    /// Releases addresses, all addresses of a name, or a pool; returns a line for each release.
    public func release(_ items: [String], in scope: String) async throws(AdminError) -> [String] {
        try await post("/releases", order: ReleaseOrder(scope: scope, items: items))
    }

    /// All other characters are escaped: some have a meaning in a URL.
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
            throw AdminError("daemon request \(path): \(String(buffer: response.body))")
        }
        do {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            return try decoder.decode(Answer.self, from: body)
        } catch {
            throw AdminError(
                "daemon request \(path): invalid response, possibly from another version of mdnp: \(error)"
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
        } catch let error as IOError where error.errnoCode == EACCES {
            throw AdminError("\(socketPath): permission denied; run the command as root")
        } catch {
            throw AdminError(
                """
                no daemon is running on \(socketPath); start it as root with "mdnp serve", or name its socket with --admin-socket
                """,
                isUnanswered: true
            )
        }
    }
}
