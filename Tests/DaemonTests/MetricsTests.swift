// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// The metrics that a daemon exports to Prometheus.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct MetricsTests {
    private nonisolated static let network = String(repeating: "9c41e0f2", count: 8)
    private nonisolated static let life = Life(
        network: network,
        endpoint: String(repeating: "e1e2e3e4", count: 8),
        address: "10.1.0.2/16",
        ports: [PublishedPort(80, host: 8080)]
    )

    /// Starts a daemon that exports metrics at the default address.
    private func daemon() async throws -> Daemon {
        let daemon = try Daemon()
        daemon.process.metrics = "127.0.0.1:9477"
        try await daemon.witness("ip", "link", "set", "lo", "up")
        try daemon.process.start()
        return daemon
    }

    /// Returns the value of each series.
    private func values(_ daemon: Daemon) throws -> [String: Double] {
        let lines = try daemon.process.connectMetrics().get("/metrics").split(separator: "\n")
        let pairs = lines.filter { !$0.hasPrefix("#") }.compactMap { line in
            line.lastIndex(of: " ").map { (String(line[..<$0]), Double(line[$0...].dropFirst()) ?? .nan) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    @Test func `the metrics show the activity of a daemon, and promtool accepts their format`() async throws {
        let daemon = try await daemon()
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network)
        try Self.life.create(client)
        _ = try Self.life.join(client)
        try Self.life.program(client)
        #expect(throws: PluginCallError.self) { try client.createNetwork("n2", options: #""mut":"1400""#) }

        let metrics = try daemon.process.connectMetrics()
        let text = try metrics.get("/metrics")
        #expect(metrics.head.contains { $0.lowercased() == "content-type: text/plain; version=0.0.4; charset=utf-8" })
        let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(".build/tools/promtool").path
        let verdict = try await daemon.witness("sh", "-c", "\(tool) check metrics 2>&1", input: text)
        #expect(verdict == "")

        let values = try values(daemon)
        let whose = #"endpoint="e1e2e3e4e1e2",network="9c41e0f29c41""#
        let expected: [String: Double] = [
            #"mdnp_build_info{version="0.1.0"}"#: 1,
            #"mdnp_call_duration_seconds_count{call="CreateNetwork"}"#: 2,
            #"mdnp_call_errors_total{call="CreateNetwork",kind="refused"}"#: 1,
            #"mdnp_call_errors_total{call="CreateNetwork",kind="failed"}"#: 0,
            #"mdnp_call_duration_seconds_count{call="Join"}"#: 1,
            #"mdnp_call_duration_seconds_count{call="Leave"}"#: 0,
            "mdnp_networks": 1, "mdnp_endpoints": 1, "mdnp_network_endpoint_limit": 1000,
            #"mdnp_network_endpoints{network="9c41e0f29c41"}"#: 1,
            #"mdnp_published_ports{protocol="tcp"}"#: 2, "mdnp_store_commit_errors_total": 0,
            "mdnp_endpoint_receive_drops_total{\(whose)}": 0, "mdnp_endpoint_transmit_bytes_total{\(whose)}": 0,
        ]
        for (series, value) in expected { #expect(values[series] == value, "\(series)") }
        #expect(values["mdnp_store_commit_duration_seconds_count"] ?? 0 >= 5)
        let age = Date.now.timeIntervalSince1970 - (values["process_start_time_seconds"] ?? 0)
        #expect((0..<60).contains(age))
    }

    @Test func `series of removed objects disappear, and links that the reaper has deleted are counted`() async throws {
        let daemon = try await daemon()
        let before = try await daemon.links()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/16")
        let gateway = try client.requestGateway(of: pool.id)
        try client.createNetwork(Self.network, on: [(pool, gateway)])
        try Self.life.create(client)
        _ = try Self.life.join(client)
        let place = #"{space="mdnp-local",pool="10.1.0.0/16",network="9c41e0f29c41"}"#
        // The addresses of the gateway and of the endpoint.
        #expect(try values(daemon)["mdnp_pool_held_addresses" + place] == 2)
        #expect(try values(daemon)["mdnp_pool_addresses" + place] == 65534)

        try Self.life.leave(client)
        try Self.life.delete(client)
        try client.deleteNetwork(Self.network)
        try client.releasePool(pool.id)
        #expect(try await daemon.settles(to: before))
        let deadline = ContinuousClock.now + .seconds(60)
        while try values(daemon)["mdnp_retired_links_deleted_total"] != 1, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        let values = try values(daemon)
        #expect(values["mdnp_retired_links"] == 0)
        #expect(values["mdnp_endpoints"] == 0 && values["mdnp_networks"] == 0)
        #expect(!values.keys.contains { $0.contains("e1e2e3e4") || $0.contains("9c41e0f2") })
    }

    @Test func `repairs are counted`() async throws {
        let daemon = try await daemon()
        try daemon.process.connect().createNetwork(Self.network)
        #expect(try values(daemon)[#"mdnp_repairs_total{kind="firewall"}"#] == 0)
        try await daemon.witness("nft", "flush", "ruleset")
        let deadline = ContinuousClock.now + .seconds(60)
        while try values(daemon)[#"mdnp_repairs_total{kind="firewall"}"#] == 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try values(daemon)[#"mdnp_repairs_total{kind="firewall"}"#] ?? 0 >= 1)
    }

    @Test func `the metrics port serves only GET requests for the metrics`() async throws {
        let daemon = try await daemon()
        let client = try daemon.process.connectMetrics()
        for path in ["/", "/metrics/", "/metric", "/debug/pprof"] {
            #expect(
                try #require(#expect(throws: PluginCallError.self) { try client.get(path) }).description.contains("404")
            )
        }
        let error = #expect(throws: PluginCallError.self) { try client.call("metrics", "x") }
        #expect(error?.description.contains("404") == true)
        #expect(try client.get("/metrics?collect=all").contains("mdnp_networks 0\n"))
    }

    @Test func `an open connection of Prometheus does not delay the end of the daemon`() async throws {
        let daemon = try await daemon()
        let (asked, silent) = (try daemon.process.connectMetrics(), try daemon.process.connectMetrics())
        _ = try asked.get("/metrics")
        let start = ContinuousClock.now
        #expect(daemon.process.stop() == 0)
        #expect(ContinuousClock.now - start < .seconds(10))
        withExtendedLifetime((asked, silent)) {}
    }

    @Test func `a metrics port in use prevents the start with a clear error, before any change`() async throws {
        let first = try await daemon()
        let links = try await first.links()
        let second = try Daemon()
        second.process.metrics = "127.0.0.1:9477"
        try second.process.launch()
        #expect(second.process.wait() == 1)
        let line = "listen for metrics on 127.0.0.1:9477: port in use by another process; use another address with"
        #expect(second.process.log.contains(line))
        #expect(!FileManager.default.fileExists(atPath: second.process.socketPath))
        #expect(!second.process.log.contains("recovered"))
        #expect(try await first.links() == links)
        second.process.metrics = "[::1]:9477"
        try second.process.start()
        #expect(second.process.stop() == 0)
    }

    @Test func `a metrics address that the host lacks prevents the start with a clear error`() async throws {
        let daemon = try Daemon()
        // Without any address on a link, the kernel accepts every address.
        try await daemon.witness("ip", "link", "set", "lo", "up")
        daemon.process.metrics = "192.0.2.1:9477"
        try daemon.process.launch()
        #expect(daemon.process.wait() == 1)
        #expect(
            daemon.process.log.contains("listen for metrics on 192.0.2.1:9477: address not assigned to this host; use")
        )
    }

    @Test func `an invalid metrics address is refused by name`() throws {
        let daemon = try Daemon()
        daemon.process.metrics = "localhost"
        try daemon.process.launch()
        #expect(daemon.process.wait() != 0)
        #expect(daemon.process.log.contains("'localhost' is invalid for '--metrics"))
    }

    @Test(arguments: ["node1:9477", "http://node1", "", "*"])
    func `an invalid metrics host name is refused like an invalid option`(name: String) throws {
        let daemon = try Daemon()
        daemon.process.options = ["--metrics-host", name]
        try daemon.process.launch()
        #expect(daemon.process.wait() == 64)
        #expect(daemon.process.log.contains("The value '\(name)' is invalid for '--metrics-host"))
    }

    @Test func `the daemon does not listen for Prometheus if metrics are off`() async throws {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "set", "lo", "up")
        try daemon.process.start()
        #expect(throws: PluginCallError.self) { _ = try daemon.process.connectMetrics() }
    }
}
