// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI

/// A driver without a link: containers have only `docker_gwbridge`, Docker's own way out.
struct SparseDriver: NetworkDriver {
    let networkCapabilities = NetworkCapabilities(scope: .local)

    func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError) {
        if let option = request.options.keys.min() {
            throw PluginError("option \(option): is not known")
        }
    }

    func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse {
        CreateEndpointResponse()
    }

    func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse {
        JoinResponse()
    }

    func leave(_ endpoint: EndpointReference) async throws(PluginError) {}
    func deleteEndpoint(_ endpoint: EndpointReference) async throws(PluginError) {}
    func deleteNetwork(_ network: NetworkReference) async throws(PluginError) {}
    func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {}
    func revokeExternalConnectivity(_ endpoint: EndpointReference) async throws(PluginError) {}
}
