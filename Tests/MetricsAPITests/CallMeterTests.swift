// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import PrometheusExporter
import Testing

@testable import MetricsAPI

/// The metrics of calls.
struct CallMeterTests {
    /// A driver with the replies of a test to address leases.
    private struct AddressDriver: IPAMDriver {
        let answer: @Sendable () async throws(PluginError) -> Void

        var ipamCapabilities: IPAMCapabilities { IPAMCapabilities() }
        var defaultAddressSpaces: DefaultAddressSpaces { DefaultAddressSpaces(local: "l", global: "g") }

        func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse {
            throw PluginError("no pool", kind: .failed)
        }

        func releasePool(_ request: ReleasePoolRequest) async throws(PluginError) { try await answer() }

        func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse {
            throw PluginError("no address")
        }

        func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError) {}
    }

    private let registry = MetricsRegistry(Catalogue.all)

    private func driver(
        _ answer: @escaping @Sendable () async throws(PluginError) -> Void = {}
    ) -> any IPAMDriver {
        CallMeter(registry).around(AddressDriver(answer: answer))
    }

    private var lines: Set<String> { registry.lines }

    @Test func `every call has its series before the first`() {
        _ = driver()
        for call in PluginMethod.allCases {
            #expect(lines.contains(#"mdnp_call_duration_seconds_count{call="\#(call.rawValue)"} 0"#))
            for kind in ["refused", "failed"] {
                #expect(lines.contains(#"mdnp_call_errors_total{call="\#(call.rawValue)",kind="\#(kind)"} 0"#))
            }
        }
    }

    @Test func `a call is counted by its name, with the duration of its reply`() async throws {
        let driver = driver { try? await Task.sleep(for: .milliseconds(20)) }
        try await driver.releasePool(ReleasePoolRequest(poolID: "p"))
        #expect(lines.contains(#"mdnp_call_duration_seconds_count{call="ReleasePool"} 1"#))
        #expect(lines.contains(#"mdnp_call_duration_seconds_bucket{call="ReleasePool",le="0.01"} 0"#))
        #expect(lines.contains(#"mdnp_call_duration_seconds_count{call="RequestPool"} 0"#))
    }

    @Test func `an error is passed on, counted by its kind, and timed like any reply`() async {
        let driver = driver { () throws(PluginError) in throw PluginError("taken") }
        await #expect(throws: PluginError("taken")) { try await driver.releasePool(ReleasePoolRequest(poolID: "p")) }
        await #expect(throws: PluginError("no pool", kind: .failed)) {
            _ = try await driver.requestPool(RequestPoolRequest(addressSpace: "l", family: .v4))
        }
        #expect(lines.contains(#"mdnp_call_errors_total{call="ReleasePool",kind="refused"} 1"#))
        #expect(lines.contains(#"mdnp_call_errors_total{call="ReleasePool",kind="failed"} 0"#))
        #expect(lines.contains(#"mdnp_call_errors_total{call="RequestPool",kind="failed"} 1"#))
        #expect(lines.contains(#"mdnp_call_duration_seconds_count{call="ReleasePool"} 1"#))
    }
}

extension MetricsRegistry {
    /// The lines of all series.
    var lines: Set<String> {
        var samples = Samples()
        collect(into: &samples)
        return Set(Exposition.text(of: samples, as: Catalogue.all).split(separator: "\n").map(String.init))
    }
}
