// SPDX-License-Identifier: Apache-2.0

/// A part between Docker and a driver that every call passes: it measures, logs or delays calls, and changes none.
public protocol CallInterceptor: Sendable {
    /// Returns what the driver answers, or throws its error.
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

    /// A driver around another one, with an interceptor between them.
    public init(around driver: Driver, interceptor: Interceptor) {
        self.driver = driver
        self.interceptor = interceptor
    }
}

extension InterceptedDriver: NetworkDriver where Driver: NetworkDriver {
    /// The capabilities of the driver.
    public var networkCapabilities: NetworkCapabilities { driver.networkCapabilities }

    /// Lets ``NetworkDriver/createNetwork(_:)`` pass.
    public func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError) {
        try await interceptor.intercept(.createNetwork) { () throws(PluginError) in
            try await driver.createNetwork(request)
        }
    }

    /// Lets ``NetworkDriver/deleteNetwork(_:)`` pass.
    public func deleteNetwork(_ network: NetworkReference) async throws(PluginError) {
        try await interceptor.intercept(.deleteNetwork) { () throws(PluginError) in
            try await driver.deleteNetwork(network)
        }
    }

    /// Lets ``NetworkDriver/createEndpoint(_:)`` pass.
    public func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse {
        try await interceptor.intercept(.createEndpoint) { () throws(PluginError) in
            try await driver.createEndpoint(request)
        }
    }

    /// Lets ``NetworkDriver/deleteEndpoint(_:)`` pass.
    public func deleteEndpoint(_ endpoint: EndpointReference) async throws(PluginError) {
        try await interceptor.intercept(.deleteEndpoint) { () throws(PluginError) in
            try await driver.deleteEndpoint(endpoint)
        }
    }

    /// Lets ``NetworkDriver/join(_:)`` pass.
    public func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse {
        try await interceptor.intercept(.join) { () throws(PluginError) in try await driver.join(request) }
    }

    /// Lets ``NetworkDriver/leave(_:)`` pass.
    public func leave(_ endpoint: EndpointReference) async throws(PluginError) {
        try await interceptor.intercept(.leave) { () throws(PluginError) in try await driver.leave(endpoint) }
    }

    /// Lets ``NetworkDriver/programExternalConnectivity(_:)`` pass.
    public func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {
        try await interceptor.intercept(.programExternalConnectivity) { () throws(PluginError) in
            try await driver.programExternalConnectivity(request)
        }
    }

    /// Lets ``NetworkDriver/revokeExternalConnectivity(_:)`` pass.
    public func revokeExternalConnectivity(_ endpoint: EndpointReference) async throws(PluginError) {
        try await interceptor.intercept(.revokeExternalConnectivity) { () throws(PluginError) in
            try await driver.revokeExternalConnectivity(endpoint)
        }
    }

    /// Lets ``NetworkDriver/checkGatewayAllocation(_:)`` pass.
    public func checkGatewayAllocation(_ request: GatewayAllocationRequest) async throws(PluginError)
        -> GatewayAllocationResponse
    {
        try await interceptor.intercept(.checkGatewayAllocation) { () throws(PluginError) in
            try await driver.checkGatewayAllocation(request)
        }
    }

    /// Lets ``NetworkDriver/allocateNetwork(_:)`` pass.
    public func allocateNetwork(_ request: AllocateNetworkRequest) async throws(PluginError) -> [String: String] {
        try await interceptor.intercept(.allocateNetwork) { () throws(PluginError) in
            try await driver.allocateNetwork(request)
        }
    }

    /// Lets ``NetworkDriver/freeNetwork(_:)`` pass.
    public func freeNetwork(_ network: NetworkReference) async throws(PluginError) {
        try await interceptor.intercept(.freeNetwork) { () throws(PluginError) in try await driver.freeNetwork(network)
        }
    }

    /// Lets ``NetworkDriver/discoverNew(_:)`` pass.
    public func discoverNew(_ node: DiscoveredNode) async throws(PluginError) {
        try await interceptor.intercept(.discoverNew) { () throws(PluginError) in try await driver.discoverNew(node) }
    }

    /// Lets ``NetworkDriver/discoverDelete(_:)`` pass.
    public func discoverDelete(_ node: DiscoveredNode) async throws(PluginError) {
        try await interceptor.intercept(.discoverDelete) { () throws(PluginError) in
            try await driver.discoverDelete(node)
        }
    }

    /// Lets ``NetworkDriver/operationalData(of:)`` pass.
    public func operationalData(of endpoint: EndpointReference) async -> [String: String] {
        await interceptor.intercept(.operationalData) { await driver.operationalData(of: endpoint) }
    }
}

extension InterceptedDriver: IPAMDriver where Driver: IPAMDriver {
    /// The capabilities of the driver.
    public var ipamCapabilities: IPAMCapabilities { driver.ipamCapabilities }

    /// The address spaces of the driver.
    public var defaultAddressSpaces: DefaultAddressSpaces { driver.defaultAddressSpaces }

    /// Lets ``IPAMDriver/requestPool(_:)`` pass.
    public func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse {
        try await interceptor.intercept(.requestPool) { () throws(PluginError) in try await driver.requestPool(request)
        }
    }

    /// Lets ``IPAMDriver/releasePool(_:)`` pass.
    public func releasePool(_ request: ReleasePoolRequest) async throws(PluginError) {
        try await interceptor.intercept(.releasePool) { () throws(PluginError) in try await driver.releasePool(request)
        }
    }

    /// Lets ``IPAMDriver/requestAddress(_:)`` pass.
    public func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse {
        try await interceptor.intercept(.requestAddress) { () throws(PluginError) in
            try await driver.requestAddress(request)
        }
    }

    /// Lets ``IPAMDriver/releaseAddress(_:)`` pass.
    public func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError) {
        try await interceptor.intercept(.releaseAddress) { () throws(PluginError) in
            try await driver.releaseAddress(request)
        }
    }
}
