import DockerPluginAPI

/// An IPAM driver whose calls are measured.
struct MeteredIPAMDriver: IPAMDriver {
    private let driver: any IPAMDriver
    private let meter: CallMeter

    init(_ driver: any IPAMDriver, _ meter: CallMeter) {
        self.driver = driver
        self.meter = meter
    }

    var ipamCapabilities: IPAMCapabilities { driver.ipamCapabilities }
    var defaultAddressSpaces: DefaultAddressSpaces { driver.defaultAddressSpaces }

    func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse {
        try await meter.measure(.requestPool) { () throws(PluginError) in try await driver.requestPool(request) }
    }

    func releasePool(_ request: ReleasePoolRequest) async throws(PluginError) {
        try await meter.measure(.releasePool) { () throws(PluginError) in try await driver.releasePool(request) }
    }

    func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse {
        try await meter.measure(.requestAddress) { () throws(PluginError) in try await driver.requestAddress(request) }
    }

    func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError) {
        try await meter.measure(.releaseAddress) { () throws(PluginError) in try await driver.releaseAddress(request) }
    }
}
