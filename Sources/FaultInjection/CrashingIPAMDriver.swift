import DockerPluginAPI

/// An IPAM driver with a crash point before each answer, be it an error.
struct CrashingIPAMDriver: IPAMDriver {
    private let driver: any IPAMDriver
    private let points: CrashPoints

    init(_ driver: any IPAMDriver, _ points: CrashPoints) {
        self.driver = driver
        self.points = points
    }

    var ipamCapabilities: IPAMCapabilities { driver.ipamCapabilities }
    var defaultAddressSpaces: DefaultAddressSpaces { driver.defaultAddressSpaces }

    func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse {
        defer { points.pass("before the answer to RequestPool") }
        return try await driver.requestPool(request)
    }

    func releasePool(_ request: ReleasePoolRequest) async throws(PluginError) {
        defer { points.pass("before the answer to ReleasePool") }
        try await driver.releasePool(request)
    }

    func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse {
        defer { points.pass("before the answer to RequestAddress") }
        return try await driver.requestAddress(request)
    }

    func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError) {
        defer { points.pass("before the answer to ReleaseAddress") }
        try await driver.releaseAddress(request)
    }
}
