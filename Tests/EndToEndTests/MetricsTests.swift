// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension LabHost {
    /// Returns the value of each series that mdnp exports with its default settings.
    fileprivate func metrics() async throws -> [String: Double] {
        let ask = """
            import urllib.request
            print(urllib.request.urlopen("http://127.0.0.1:9477/metrics", timeout=20).read().decode())
            """
        let lines = try await succeed("/usr/bin/python3", "-c", ask).split(separator: "\n")
        let pairs = lines.filter { !$0.hasPrefix("#") }.compactMap { line in
            line.lastIndex(of: " ").map { (String(line[..<$0]), Double(line[$0...].dropFirst()) ?? .nan) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension EndToEnd {
    /// Tests of the metrics of a host with a real engine.
    @Suite struct Metrics {
        @Test(arguments: Engine.chosen)
        func `traffic of a container is exported while the container exists, and no longer`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.89.0.0/24")
                let joins = try await host.metrics()[#"mdnp_call_duration_seconds_count{call="Join"}"#] ?? 0
                try await host.container("alice", on: "n")
                let endpoint = try await host.docker("EndpointID", of: "alice", on: "n").prefix(12)
                let network = try await host.docker("NetworkID", of: "alice", on: "n").prefix(12)
                let whose = #"{endpoint="\#(endpoint)",network="\#(network)"}"#
                let before = try await host.metrics()
                try await host.docker("exec", "alice", "ping", "-c", "5", "-i", "0.2", "-s", "1200", "10.89.0.1")
                let after = try await host.metrics()
                for way in ["receive", "transmit"] {
                    func grown(_ what: String) -> Double {
                        let series = "mdnp_endpoint_\(way)_\(what)_total" + whose
                        return (after[series] ?? 0) - (before[series] ?? .infinity)
                    }
                    #expect(grown("packets") >= 5)
                    #expect(grown("bytes") >= 5 * 1242)
                }
                #expect(after[#"mdnp_call_duration_seconds_count{call="Join"}"#] == joins + 1)
                #expect(after["mdnp_network_endpoints{network=\"\(network)\"}"] == 1)
                try await host.docker("rm", "--force", "alice")
                let left = try await host.metrics().keys.filter { $0.contains(endpoint) }
                #expect(left.isEmpty)
            }
        }
    }
}
