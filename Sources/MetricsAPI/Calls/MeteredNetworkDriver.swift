import DockerPluginAPI

/// A network driver whose calls are measured.
struct MeteredNetworkDriver: NetworkDriver {
    private let driver: any NetworkDriver
    private let meter: CallMeter

    init(_ driver: any NetworkDriver, _ meter: CallMeter) {
        self.driver = driver
        self.meter = meter
    }

    var networkCapabilities: NetworkCapabilities { driver.networkCapabilities }

    func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError) {
        try await meter.measure(.createNetwork) { () throws(PluginError) in try await driver.createNetwork(request) }
    }

    func deleteNetwork(_ network: NetworkReference) async throws(PluginError) {
        try await meter.measure(.deleteNetwork) { () throws(PluginError) in try await driver.deleteNetwork(network) }
    }

    func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse {
        try await meter.measure(.createEndpoint) { () throws(PluginError) in try await driver.createEndpoint(request) }
    }

    func deleteEndpoint(_ endpoint: EndpointReference) async throws(PluginError) {
        try await meter.measure(.deleteEndpoint) { () throws(PluginError) in try await driver.deleteEndpoint(endpoint) }
    }

    func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse {
        try await meter.measure(.join) { () throws(PluginError) in try await driver.join(request) }
    }

    func leave(_ endpoint: EndpointReference) async throws(PluginError) {
        try await meter.measure(.leave) { () throws(PluginError) in try await driver.leave(endpoint) }
    }

    func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {
        try await meter.measure(.programExternalConnectivity) { () throws(PluginError) in
            try await driver.programExternalConnectivity(request)
        }
    }

    func revokeExternalConnectivity(_ endpoint: EndpointReference) async throws(PluginError) {
        try await meter.measure(.revokeExternalConnectivity) { () throws(PluginError) in
            try await driver.revokeExternalConnectivity(endpoint)
        }
    }

    func operationalData(of endpoint: EndpointReference) async -> [String: String] {
        await meter.measure(.operationalData) { await driver.operationalData(of: endpoint) }
    }

    func checkGatewayAllocation(
        _ request: GatewayAllocationRequest
    ) async throws(PluginError) -> GatewayAllocationResponse {
        try await meter.measure(.checkGatewayAllocation) { () throws(PluginError) in
            try await driver.checkGatewayAllocation(request)
        }
    }

    func allocateNetwork(_ request: AllocateNetworkRequest) async throws(PluginError) -> [String: String] {
        try await meter.measure(.allocateNetwork) { () throws(PluginError) in try await driver.allocateNetwork(request)
        }
    }

    func freeNetwork(_ network: NetworkReference) async throws(PluginError) {
        try await meter.measure(.freeNetwork) { () throws(PluginError) in try await driver.freeNetwork(network) }
    }

    func discoverNew(_ node: DiscoveredNode) async throws(PluginError) {
        try await meter.measure(.discoverNew) { () throws(PluginError) in try await driver.discoverNew(node) }
    }

    func discoverDelete(_ node: DiscoveredNode) async throws(PluginError) {
        try await meter.measure(.discoverDelete) { () throws(PluginError) in try await driver.discoverDelete(node) }
    }
}
