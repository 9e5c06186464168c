import Driver
import Foundation
import Hummingbird
import NetworkModel

extension AdminService {
    /// What is answered to which question.
    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/status") { [daemon, view, doctor] _, _ in
            let engine = view.engineFacts.version
            return try Self.answer(
                StatusSummary(daemon, engine: engine, try await view.counts(), try await doctor.diagnose())
            )
        }
        router.get("/log") { [log] _, _ in try Self.answer(log.lines) }
        router.get("/networks") { [view] _, _ in
            let names = view.engineFacts.networkNames
            return try Self.answer(
                try await view.networks().map {
                    NetworkSummary($0.network, name: names[$0.network.id], endpoints: $0.endpoints)
                }
            )
        }
        router.get("/endpoints") { [view] _, _ in
            let names = view.engineFacts.networkNames
            return try Self.answer(
                try await view.endpoints().map {
                    EndpointSummary($0.endpoint, container: $0.name, networkName: names[$0.endpoint.network])
                }
            )
        }
        router.get("/ports") { [view] _, _ in
            let names = view.engineFacts.networkNames
            return try Self.answer(
                try await view.publications().map { port in
                    PortSummary(
                        port.publication,
                        of: port.endpoint,
                        container: port.name,
                        networkName: names[port.endpoint.network]
                    )
                }
            )
        }
        router.get("/pools") { [view] request, _ in
            let names = view.engineFacts.networkNames
            guard let scope = request.uri.queryParameters["scope"] else {
                return try Self.answer(PoolSummary.all(in: try await view.addresses(), networkNames: names))
            }
            return try await Self.answering {
                let pools = PoolSummary.all(in: try await view.addresses(in: String(scope)), networkNames: names)
                guard !pools.isEmpty else { throw StateError.refused(.unknownScope(String(scope))) }
                return pools
            }
        }
        router.get("/diagnosis") { [doctor] _, _ in
            try Self.answer(DiagnosisSummary(try await doctor.diagnose()))
        }
        router.get("/explanation") { [explainer] request, _ in
            let (source, target) = (request.uri.queryParameters["from"], request.uri.queryParameters["to"])
            return try await Self.answering {
                PassageSummary.all(on: try await explainer.paths(from: String(source ?? ""), to: String(target ?? "")))
            }
        }
        router.post("/reservations") { [view, addresses] request, context in
            let order = try await request.decode(as: ReserveOrder.self, context: context)
            return try await Self.answering {
                let names = view.engineFacts.networkNames
                try await addresses.reserve(order.addresses, in: order.scope, names: names, for: order.name)
                return Set(order.addresses).sorted().map { "\($0) is reserved for \(order.name)" }
            }
        }
        router.post("/releases") { [view, addresses] request, context in
            let order = try await request.decode(as: ReleaseOrder.self, context: context)
            return try await Self.answering {
                let names = view.engineFacts.networkNames
                return try await addresses.release(order.items, in: order.scope, names: names).map(\.words)
            }
        }
        return router
    }

    /// Answers what was done or found, or why not.
    private static func answering(_ order: () async throws -> some Encodable) async throws -> Response {
        do {
            return try answer(try await order())
        } catch StateError.refused(let refusal), AddressError.refused(let refusal) {
            throw HTTPError(.conflict, message: refusal.description)
        } catch AddressError.unavailable(let cause) {
            throw HTTPError(.serviceUnavailable, message: cause)
        } catch let error as StateError {
            throw HTTPError(.internalServerError, message: error.description)
        } catch let error as AddressError {
            throw HTTPError(.internalServerError, message: error.description)
        }
    }

    private static func answer(_ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value)))
        )
    }
}
