// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import NIOConcurrencyHelpers

/// A driver of both kinds that records its requests and returns configured answers.
final class JournalDriver: NetworkDriver, IPAMDriver {
    let networkCapabilities = NetworkCapabilities(scope: .local, checksGatewayAllocation: true)
    let ipamCapabilities = IPAMCapabilities(requiresMACAddress: true)
    let defaultAddressSpaces = DefaultAddressSpaces(local: "here", global: "everywhere")

    private let entries = NIOLockedValueBox<[any Sendable]>([])
    private let answers: Answers

    /// The answers that replace the defaults.
    struct Answers: Sendable {
        var join: @Sendable (JoinRequest) async throws(PluginError) -> JoinResponse = { _ in JoinResponse() }
        var createEndpoint = CreateEndpointResponse()
        var operationalData: [String: String] = [:]
        var pool: RequestPoolResponse?
        var address: RequestAddressResponse?
        var refusal: PluginError?
    }

    init(_ answers: Answers = Answers()) {
        self.answers = answers
    }

    /// Returns the requests of one type, in order.
    func requests<Request>(_ type: Request.Type = Request.self) -> [Request] {
        entries.withLockedValue { $0.compactMap { $0 as? Request } }
    }

    /// All requests, in order.
    var all: [any Sendable] { entries.withLockedValue { $0 } }

    private func note(_ request: any Sendable) throws(PluginError) {
        entries.withLockedValue { $0.append(request) }
        if let refusal = answers.refusal { throw refusal }
    }

    func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError) { try note(request) }
    func deleteNetwork(_ network: NetworkReference) async throws(PluginError) { try note(network) }
    func deleteEndpoint(_ endpoint: EndpointReference) async throws(PluginError) { try note(endpoint) }
    func leave(_ endpoint: EndpointReference) async throws(PluginError) { try note(endpoint) }
    func revokeExternalConnectivity(_ endpoint: EndpointReference) async throws(PluginError) { try note(endpoint) }
    func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {
        try note(request)
    }
    func discoverNew(_ node: DiscoveredNode) async throws(PluginError) { try note(node) }
    func releasePool(_ request: ReleasePoolRequest) async throws(PluginError) { try note(request) }
    func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError) { try note(request) }

    func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse {
        try note(request)
        return answers.createEndpoint
    }

    func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse {
        try note(request)
        return try await answers.join(request)
    }

    func checkGatewayAllocation(
        _ request: GatewayAllocationRequest
    ) async throws(PluginError) -> GatewayAllocationResponse {
        try note(request)
        return GatewayAllocationResponse(skipsIPv4: request.isInternal, skipsIPv6: true)
    }

    func operationalData(of endpoint: EndpointReference) async -> [String: String] {
        entries.withLockedValue { $0.append(endpoint) }
        return answers.operationalData
    }

    func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse {
        try note(request)
        guard let pool = answers.pool ?? request.pool.map({ RequestPoolResponse(poolID: "\($0)", pool: $0) }) else {
            throw PluginError("no free pool")
        }
        return pool
    }

    func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse {
        try note(request)
        guard let address = answers.address else { throw PluginError("no free address") }
        return address
    }
}
