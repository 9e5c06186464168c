// SPDX-License-Identifier: Apache-2.0

import Driver
import Foundation
import HTTPListening
import NIOCore
import NIOHTTP1
import NetworkModel

extension AdminService {
    /// Returns the response to a request, or an error response.
    func answer(_ request: HTTPRequest) async -> HTTPAnswer {
        do {
            switch (request.head.method, request.path) {
            case (.GET, "/status"): return try Self.answer(try await status())
            case (.GET, "/log"): return try Self.answer(log.lines)
            case (.GET, "/networks"): return try Self.answer(try await networks())
            case (.GET, "/endpoints"): return try Self.answer(try await endpoints())
            case (.GET, "/ports"): return try Self.answer(try await ports())
            case (.GET, "/pools"): return try Self.answer(try await pools(in: request.parameter("scope")))
            case (.GET, "/diagnosis"): return try Self.answer(DiagnosisSummary(try await doctor.diagnose()))
            case (.GET, "/explanation"):
                return try Self.answer(
                    try await explanation(from: request.parameter("from"), to: request.parameter("to"))
                )
            case (.POST, "/reservations"): return try Self.answer(try await reserve(try Self.order(in: request)))
            case (.POST, "/releases"): return try Self.answer(try await release(try Self.order(in: request)))
            default: return Self.refusal(.notFound, message: "\(request.head.method) \(request.path) does not exist")
            }
        } catch StateError.refused(let refusal), AddressError.refused(let refusal), DriverError.refused(let refusal) {
            return Self.refusal(.conflict, message: refusal.description)
        } catch AddressError.unavailable(let cause) {
            return Self.refusal(.serviceUnavailable, message: cause)
        } catch let error as DecodingError {
            return Self.refusal(.badRequest, message: "\(error)")
        } catch {
            return Self.refusal(.internalServerError, message: "\(error)")
        }
    }

    private func status() async throws -> StatusSummary {
        StatusSummary(
            daemon,
            engine: view.engineFacts.version,
            counts: try await view.counts(),
            report: try await doctor.diagnose()
        )
    }

    private func networks() async throws -> [NetworkSummary] {
        let names = view.engineFacts.networkNames
        let networks = try await view.networks()
        let mtus = await view.mtus(of: networks.map(\.network))
        return networks.map {
            NetworkSummary(
                $0.network,
                name: names[$0.network.id],
                mtu: mtus[$0.network.id],
                endpoints: $0.endpoints
            )
        }
    }

    private func endpoints() async throws -> [EndpointSummary] {
        let names = view.engineFacts.networkNames
        return try await view.endpoints().map {
            EndpointSummary($0.endpoint, container: $0.name, networkName: names[$0.endpoint.network])
        }
    }

    private func ports() async throws -> [PortSummary] {
        let names = view.engineFacts.networkNames
        return try await view.publications().map { port in
            PortSummary(
                port.publication,
                of: port.endpoint,
                container: port.name,
                networkName: names[port.endpoint.network]
            )
        }
    }

    private func pools(in scope: String?) async throws -> [PoolSummary] {
        let names = view.engineFacts.networkNames
        guard let scope else { return PoolSummary.all(in: try await view.addresses(), networkNames: names) }
        let pools = PoolSummary.all(in: try await view.addresses(in: scope), networkNames: names)
        guard !pools.isEmpty else { throw StateError.refused(.unknownScope(scope)) }
        return pools
    }

    private func explanation(from source: String?, to target: String?) async throws -> [HopSummary] {
        HopSummary.all(on: try await explainer.paths(from: source ?? "", to: target ?? ""))
    }

    private func reserve(_ order: ReserveOrder) async throws -> [String] {
        let names = view.engineFacts.networkNames
        try await addresses.reserve(order.addresses, in: order.scope, names: names, for: order.name)
        return Set(order.addresses).sorted().map { "\($0) is reserved for \(order.name)" }
    }

    private func release(_ order: ReleaseOrder) async throws -> [String] {
        let names = view.engineFacts.networkNames
        return try await addresses.release(order.items, in: order.scope, names: names).map(\.summary)
    }

    private static func order<Order: Decodable>(in request: HTTPRequest) throws -> Order {
        try JSONDecoder().decode(Order.self, from: Data(request.body.readableBytesView))
    }

    private static func answer(_ value: some Encodable) throws -> HTTPAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return HTTPAnswer(.ok, contentType: json, body: ByteBuffer(bytes: try encoder.encode(value)))
    }

    private static func refusal(_ status: HTTPResponseStatus, message: String) -> HTTPAnswer {
        let body = (try? JSONEncoder().encode(RefusalBody(message))) ?? Data()
        return HTTPAnswer(status, contentType: json, body: ByteBuffer(bytes: body))
    }

    private static var json: String { "application/json" }
}

/// The body of an error response: `{"error":{"message":"…"}}`.
struct RefusalBody: Codable {
    /// The error object.
    struct ErrorMessage: Codable {
        let message: String
    }

    let error: ErrorMessage

    init(_ message: String) {
        error = ErrorMessage(message: message)
    }
}
