// SPDX-License-Identifier: Apache-2.0

/// An interceptor between Docker and a driver: measures, logs or delays calls, and changes none.
public protocol CallInterceptor: Sendable {
    /// Returns the response of the driver, or throws its error.
    func intercept<Answer, Failure: Error>(
        _ method: PluginMethod,
        _ answer: () async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer
}

extension CallInterceptor {
    /// Returns a network driver whose calls pass this interceptor.
    public func around(_ driver: some NetworkDriver) -> any NetworkDriver {
        InterceptedDriver(around: driver, interceptor: self)
    }

    /// Returns an IPAM driver whose calls pass this interceptor.
    public func around(_ driver: some IPAMDriver) -> any IPAMDriver {
        InterceptedDriver(around: driver, interceptor: self)
    }
}

/// A driver whose calls pass an interceptor.
public struct InterceptedDriver<Driver: Sendable, Interceptor: CallInterceptor>: Sendable {
    private let driver: Driver
    private let interceptor: Interceptor

    /// Creates a driver that passes calls to `driver` through an interceptor.
    public init(around driver: Driver, interceptor: Interceptor) {
        self.driver = driver
        self.interceptor = interceptor
    }
}

extension InterceptedDriver: NetworkDriver where Driver: NetworkDriver {
    /// The capabilities of the driver.
    public var networkCapabilities: NetworkCapabilities { driver.networkCapabilities }

    /// Passes ``NetworkDriver/createNetwork(_:)`` through the interceptor.
    public func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError) {
        try await interceptor.intercept(.createNetwork) { () throws(PluginError) in
            try await driver.createNetwork(request)
        }
    }

    /// Passes ``NetworkDriver/deleteNetwork(_:)`` through the interceptor.
    public func deleteNetwork(_ network: NetworkReference) async throws(PluginError) {
        try await interceptor.intercept(.deleteNetwork) { () throws(PluginError) in
            try await driver.deleteNetwork(network)
        }
    }

    /// Passes ``NetworkDriver/createEndpoint(_:)`` through the interceptor.
    public func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse {
        try await interceptor.intercept(.createEndpoint) { () throws(PluginError) in
            try await driver.createEndpoint(request)
        }
    }

    /// Passes ``NetworkDriver/deleteEndpoint(_:)`` through the interceptor.
    public func deleteEndpoint(_ endpoint: EndpointReference) async throws(PluginError) {
        try await interceptor.intercept(.deleteEndpoint) { () throws(PluginError) in
            try await driver.deleteEndpoint(endpoint)
        }
    }

    /// Passes ``NetworkDriver/join(_:)`` through the interceptor.
    public func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse {
        try await interceptor.intercept(.join) { () throws(PluginError) in try await driver.join(request) }
    }

    /// Passes ``NetworkDriver/leave(_:)`` through the interceptor.
    public func leave(_ endpoint: EndpointReference) async throws(PluginError) {
        try await interceptor.intercept(.leave) { () throws(PluginError) in try await driver.leave(endpoint) }
    }

    /// Passes ``NetworkDriver/programExternalConnectivity(_:)`` through the interceptor.
    public func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {
        try await interceptor.intercept(.programExternalConnectivity) { () throws(PluginError) in
            try await driver.programExternalConnectivity(request)
        }
    }

    /// Passes ``NetworkDriver/revokeExternalConnectivity(_:)`` through the interceptor.
    public func revokeExternalConnectivity(_ endpoint: EndpointReference) async throws(PluginError) {
        try await interceptor.intercept(.revokeExternalConnectivity) { () throws(PluginError) in
            try await driver.revokeExternalConnectivity(endpoint)
        }
    }

    /// Passes ``NetworkDriver/checkGatewayAllocation(_:)`` through the interceptor.
    public func checkGatewayAllocation(_ request: GatewayAllocationRequest) async throws(PluginError)
        -> GatewayAllocationResponse
    {
        try await interceptor.intercept(.checkGatewayAllocation) { () throws(PluginError) in
            try await driver.checkGatewayAllocation(request)
        }
    }

    /// Passes ``NetworkDriver/allocateNetwork(_:)`` through the interceptor.
    public func allocateNetwork(_ request: AllocateNetworkRequest) async throws(PluginError) -> [String: String] {
        try await interceptor.intercept(.allocateNetwork) { () throws(PluginError) in
            try await driver.allocateNetwork(request)
        }
    }

    /// Passes ``NetworkDriver/freeNetwork(_:)`` through the interceptor.
    public func freeNetwork(_ network: NetworkReference) async throws(PluginError) {
        try await interceptor.intercept(.freeNetwork) { () throws(PluginError) in try await driver.freeNetwork(network)
        }
    }

    /// Passes ``NetworkDriver/discoverNew(_:)`` through the interceptor.
    public func discoverNew(_ node: DiscoveredNode) async throws(PluginError) {
        try await interceptor.intercept(.discoverNew) { () throws(PluginError) in try await driver.discoverNew(node) }
    }

    /// Passes ``NetworkDriver/discoverDelete(_:)`` through the interceptor.
    public func discoverDelete(_ node: DiscoveredNode) async throws(PluginError) {
        try await interceptor.intercept(.discoverDelete) { () throws(PluginError) in
            try await driver.discoverDelete(node)
        }
    }

    /// Passes ``NetworkDriver/operationalData(of:)`` through the interceptor.
    public func operationalData(of endpoint: EndpointReference) async -> [String: String] {
        await interceptor.intercept(.operationalData) { await driver.operationalData(of: endpoint) }
    }
}

extension InterceptedDriver: IPAMDriver where Driver: IPAMDriver {
    /// The capabilities of the driver.
    public var ipamCapabilities: IPAMCapabilities { driver.ipamCapabilities }

    /// The address spaces of the driver.
    public var defaultAddressSpaces: DefaultAddressSpaces { driver.defaultAddressSpaces }

    /// Passes ``IPAMDriver/requestPool(_:)`` through the interceptor.
    public func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse {
        try await interceptor.intercept(.requestPool) { () throws(PluginError) in try await driver.requestPool(request)
        }
    }

    /// Passes ``IPAMDriver/releasePool(_:)`` through the interceptor.
    public func releasePool(_ request: ReleasePoolRequest) async throws(PluginError) {
        try await interceptor.intercept(.releasePool) { () throws(PluginError) in try await driver.releasePool(request)
        }
    }

    /// Passes ``IPAMDriver/requestAddress(_:)`` through the interceptor.
    public func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse {
        try await interceptor.intercept(.requestAddress) { () throws(PluginError) in
            try await driver.requestAddress(request)
        }
    }

    /// Passes ``IPAMDriver/releaseAddress(_:)`` through the interceptor.
    public func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError) {
        try await interceptor.intercept(.releaseAddress) { () throws(PluginError) in
            try await driver.releaseAddress(request)
        }
    }
}
