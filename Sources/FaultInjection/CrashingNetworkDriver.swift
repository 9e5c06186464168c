import DockerPluginAPI

/// A network driver with a crash point before each answer, be it an error.
struct CrashingNetworkDriver: NetworkDriver {
    private let driver: any NetworkDriver
    private let points: CrashPoints

    init(_ driver: any NetworkDriver, _ points: CrashPoints) {
        self.driver = driver
        self.points = points
    }

    var networkCapabilities: NetworkCapabilities { driver.networkCapabilities }

    func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError) {
        defer { points.pass("before the answer to CreateNetwork") }
        try await driver.createNetwork(request)
    }

    func deleteNetwork(_ network: NetworkReference) async throws(PluginError) {
        defer { points.pass("before the answer to DeleteNetwork") }
        try await driver.deleteNetwork(network)
    }

    func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse {
        defer { points.pass("before the answer to CreateEndpoint") }
        return try await driver.createEndpoint(request)
    }

    func deleteEndpoint(_ endpoint: EndpointReference) async throws(PluginError) {
        defer { points.pass("before the answer to DeleteEndpoint") }
        try await driver.deleteEndpoint(endpoint)
    }

    func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse {
        defer { points.pass("before the answer to Join") }
        return try await driver.join(request)
    }

    func leave(_ endpoint: EndpointReference) async throws(PluginError) {
        defer { points.pass("before the answer to Leave") }
        try await driver.leave(endpoint)
    }

    func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {
        defer { points.pass("before the answer to ProgramExternalConnectivity") }
        try await driver.programExternalConnectivity(request)
    }

    func revokeExternalConnectivity(_ endpoint: EndpointReference) async throws(PluginError) {
        defer { points.pass("before the answer to RevokeExternalConnectivity") }
        try await driver.revokeExternalConnectivity(endpoint)
    }

    func operationalData(of endpoint: EndpointReference) async -> [String: String] {
        defer { points.pass("before the answer to EndpointOperInfo") }
        return await driver.operationalData(of: endpoint)
    }

    func checkGatewayAllocation(
        _ request: GatewayAllocationRequest
    ) async throws(PluginError) -> GatewayAllocationResponse {
        defer { points.pass("before the answer to GwAllocCheck") }
        return try await driver.checkGatewayAllocation(request)
    }

    func allocateNetwork(_ request: AllocateNetworkRequest) async throws(PluginError) -> [String: String] {
        defer { points.pass("before the answer to AllocateNetwork") }
        return try await driver.allocateNetwork(request)
    }

    func freeNetwork(_ network: NetworkReference) async throws(PluginError) {
        defer { points.pass("before the answer to FreeNetwork") }
        try await driver.freeNetwork(network)
    }

    func discoverNew(_ node: DiscoveredNode) async throws(PluginError) {
        defer { points.pass("before the answer to DiscoverNew") }
        try await driver.discoverNew(node)
    }

    func discoverDelete(_ node: DiscoveredNode) async throws(PluginError) {
        defer { points.pass("before the answer to DiscoverDelete") }
        try await driver.discoverDelete(node)
    }
}
