// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// Clients that connect and then stall, at each listener of the daemon.
///
/// The daemon has the lowest descriptor limit that hosts have. A crowd could use all descriptors at once.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct SlowClientTests {
    private static let network = String(repeating: "9c41e0f2", count: 8)
    private static let life = Life(
        network: network,
        endpoint: String(repeating: "e1e2e3e4", count: 8),
        address: "10.1.0.2/16",
        ports: [PublishedPort(80, host: 8080)]
    )
    private static let crowdSize = 1200
    /// The bytes of a client that sends nothing, of one that stops midway, and of one that is idle after a request.
    private nonisolated static let asking = ["", "GET /metrics HT", "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"]
    private nonisolated static let calling = [
        "", "POST /Plugin.Acti", "POST /Plugin.Activate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
    ]

    /// Creates a daemon with few descriptors that exports metrics.
    private func daemon() async throws -> Daemon {
        let daemon = try Daemon()
        daemon.process.metrics = "127.0.0.1:9477"
        daemon.process.descriptorLimit = 1024
        try await daemon.witness("ip", "link", "set", "lo", "up")
        return daemon
    }

    /// Starts a daemon on a port, and waits for the log line about listening.
    private func start(_ daemon: Daemon, _ words: [String]) async throws {
        daemon.process.listening = words
        try daemon.process.launch()
        let deadline = ContinuousClock.now + .seconds(60)
        while !daemon.process.log.contains("listening for Docker") {
            try #require(ContinuousClock.now < deadline, "\(daemon.process.log)")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Creates a client that fails if its connection ends before its first use.
    private func client(_ daemon: Daemon) throws -> PluginClient {
        try #require(try PluginClient(socketPath: daemon.process.socketPath))
    }

    /// Makes the calls of dockerd for a container with a published port, from the creation of its network to the removal.
    private func callAll(_ client: PluginClient) throws {
        try client.createNetwork(Self.network)
        try Self.life.create(client)
        _ = try Self.life.join(client)
        try Self.life.program(client)
        try Self.life.leave(client)
        try Self.life.delete(client)
        try client.deleteNetwork(Self.network)
    }

    /// Expects replies to Docker, to the commands and to Prometheus while a crowd is connected.
    private func expectAnswers(_ daemon: Daemon, to client: PluginClient, beside crowd: Crowd) async throws {
        #expect(crowd.count == Self.crowdSize)
        try callAll(client)
        #expect(try await daemon.command("networks", "--format", "json").filter { !$0.isWhitespace } == "[]")
        let prometheus = try #require(try PluginClient(port: 9477, in: daemon.witness.namespace))
        #expect(try prometheus.get("/metrics").contains("mdnp_networks 0\n"))
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.process.processID)/fd").count
        #expect(open < 512)
        withExtendedLifetime(crowd) {}
    }

    /// Returns the number of log lines with a text.
    private func lines(_ daemon: Daemon, with text: String) -> Int {
        daemon.process.log.split(separator: "\n").count { $0.contains(text) }
    }

    @Test(arguments: asking)
    func `calls get replies during a thousand half requests at the metrics port`(text: String) async throws {
        let daemon = try await daemon()
        try daemon.process.start()
        let crowd = try Crowd(Self.crowdSize, to: .port(9477), saying: text, in: daemon.witness.namespace)
        try await expectAnswers(daemon, to: client(daemon), beside: crowd)
        let line = #"client disconnected cause="limit of 16 connections reached" client=127.0.0.1"#
        #expect(lines(daemon, with: line) == 1)
    }

    @Test(arguments: calling)
    func `calls get replies during a thousand connections to the socket for Docker`(text: String) async throws {
        let daemon = try await daemon()
        try daemon.process.start()
        let crowd = try Crowd(Self.crowdSize, to: .path(daemon.process.socketPath), saying: text)
        try await expectAnswers(daemon, to: client(daemon), beside: crowd)
        #expect(lines(daemon, with: "limit of 128 connections reached") == 1)
    }

    @Test(arguments: asking)
    func `calls get replies during a thousand half requests at the admin socket`(text: String)
        async throws
    {
        let daemon = try await daemon()
        try daemon.process.start()
        let crowd = try Crowd(Self.crowdSize, to: .path(daemon.process.adminSocketPath), saying: text)
        try await expectAnswers(daemon, to: client(daemon), beside: crowd)
        #expect(lines(daemon, with: "limit of 16 connections reached") == 1)
    }

    @Test(arguments: calling)
    func `calls get replies during a thousand half requests at the plugin port`(text: String) async throws {
        let daemon = try await daemon()
        try await start(daemon, ["--listen", "tcp://127.0.0.1:2470"])
        let crowd = try Crowd(Self.crowdSize, to: .port(2470), saying: text, in: daemon.witness.namespace)
        let client = try #require(try PluginClient(port: 2470, in: daemon.witness.namespace))
        try await expectAnswers(daemon, to: client, beside: crowd)
        #expect(lines(daemon, with: "limit of 128 connections reached") == 1)
    }

    @Test(arguments: ["", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"])
    func `calls get replies during a thousand half handshakes at the plugin port`(text: String) async throws {
        let daemon = try await daemon()
        let certificates = try TestCertificates(in: daemon.process.stateDirectory.deletingLastPathComponent().path)
        let (server, client) = (certificates["server"], certificates["client"])
        let files = [
            "--tls-certificate", server.certificate, "--tls-key", server.key, "--tls-ca", certificates.authority(),
        ]
        try await start(daemon, ["--listen", "tcp://127.0.0.1:2470"] + files)
        let crowd = try Crowd(Self.crowdSize, to: .port(2470), saying: text, in: daemon.witness.namespace)
        let tunnel = try TLSTunnel(to: "127.0.0.1:2470", as: client, [], inside: daemon.process.entering)
        try await expectAnswers(daemon, to: PluginClient(over: tunnel), beside: crowd)
        withExtendedLifetime(tunnel) {}
    }

    @Test func `calls get replies during a thousand connections to a published port`() async throws {
        let daemon = try await daemon()
        try daemon.process.start()
        let client = try client(daemon)
        let other = String(repeating: "5a5b5c5d", count: 8)
        try client.createNetwork(other, subnet: "10.2.0.0/16", gateway: "10.2.0.1/16")
        let port = PublishedPort(80, host: 8081)
        let life = Life(network: other, endpoint: other, address: "10.2.0.2/16", ports: [port])
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        // No container exists, so each relayed connection waits for one until its limit.
        let crowd = try Crowd(Self.crowdSize, to: .portIPv6(8081), saying: "x", in: daemon.witness.namespace)
        try await eventually { lines(daemon, with: "client refused") > 0 }
        try callAll(client)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.process.processID)/fd").count
        #expect(open < 512)
        let cause = #"client refused cause="limit of 64 relayed connections per client network reached" client=::1"#
        #expect(lines(daemon, with: "client refused") == 1)
        #expect(lines(daemon, with: cause) == 1, "\(daemon.process.log)")
        withExtendedLifetime(crowd) {}
    }

    private func eventually(_ condition: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !condition() {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func `a request that arrives slowly is closed ten seconds after its start`() async throws {
        let daemon = try await daemon()
        try daemon.process.start()
        let start = ContinuousClock.now
        let crowds = [
            try Crowd(1, to: .port(9477), saying: "GET /met", in: daemon.witness.namespace),
            try Crowd(1, to: .path(daemon.process.socketPath), saying: "POST /Plug"),
            try Crowd(1, to: .path(daemon.process.adminSocketPath), saying: "GET /netw"),
        ]
        var ended: [Int: Duration] = [:]
        while ended.count < crowds.count {
            try #require(ContinuousClock.now - start < .seconds(60))
            for (index, crowd) in crowds.enumerated() where ended[index] == nil {
                crowd.say("x")
                if crowd.ended == 1 { ended[index] = ContinuousClock.now - start }
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        for time in ended.values { #expect(time >= .seconds(9.9)) }
    }
}
