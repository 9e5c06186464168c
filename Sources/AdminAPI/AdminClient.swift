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

    private func get<Answer: Decodable>(_ path: String) async throws(AdminError) -> Answer {
        guard let url = URL(httpURLWithSocketPath: socketPath, uri: path) else {
            throw AdminError("admin socket \(socketPath): is not a path")
        }
        let (status, body) = try await exchange(url.absoluteString)
        guard status == .ok else { throw AdminError("ask the daemon for \(path): \(String(buffer: body))") }
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
        } catch {
            throw AdminError(
                "ask the daemon for \(path): its answer is not understood, it may be of another version: \(error)"
            )
        }
    }

    private func exchange(_ url: String) async throws(AdminError) -> (HTTPResponseStatus, ByteBuffer) {
        do {
            let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
            return (response.status, try await response.body.collect(upTo: 64 << 20))
        } catch {
            throw AdminError(
                "no daemon answers on \(socketPath): start it with \"mdnp serve\", as root, or name its socket with --admin-socket"
            )
        }
    }
}

/// Why the daemon gave no answer: one line, with what to do.
public struct AdminError: Error, Sendable, CustomStringConvertible {
    /// The line.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
