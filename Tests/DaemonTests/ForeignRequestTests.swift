// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// Requests to the daemon's ports that a web page could cause in a browser on the host.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct ForeignRequestTests {
    /// Starts a daemon on a port without TLS that exports metrics, also under host names.
    private func daemon() async throws -> Daemon {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "set", "lo", "up")
        daemon.process.metrics = "127.0.0.1:9477"
        daemon.process.options = ["--metrics-host", "node1.example.com", "--metrics-host", "metrics.example.com"]
        daemon.process.listening = ["--listen", "tcp://127.0.0.1:2470"]
        try daemon.process.launch()
        let deadline = ContinuousClock.now + .seconds(60)
        while !daemon.process.log.contains("listening for Docker") {
            try #require(ContinuousClock.now < deadline, "\(daemon.process.log)")
            try await Task.sleep(for: .milliseconds(10))
        }
        return daemon
    }

    /// Returns the HTTP status that curl receives with these options.
    private func status(_ daemon: Daemon, _ url: String, _ options: String...) async throws -> String {
        let words = ["curl", "--silent", "--max-time", "20", "--output", "/dev/null", "--write-out", "%{http_code}"]
        return try await daemon.witness("sh", "-c", (words + options + [url]).map { "'\($0)'" }.joined(separator: " "))
    }

    @Test
    func `the metrics port accepts an address or a name of the host as Host field, and refuses requests of a web page`()
        async throws
    {
        let daemon = try await daemon()
        let url = "http://127.0.0.1:9477/metrics"
        let ownName = try await daemon.witness("hostname").trimmingCharacters(in: .newlines)
        #expect(try await status(daemon, url) == "200")
        #expect(try await status(daemon, url, "--http1.0", "--header", "Host:") == "200")
        for name in ["localhost:9477", "[::1]:9477", "node1.example.com", "metrics.example.com:9477", ownName] {
            #expect(try await status(daemon, url, "--header", "Host: \(name)") == "200", "\(name)")
        }
        for header in [
            "Host: evil.example.com", "Host: node2.example.com:9477", "Origin: null", "Origin: http://127.0.0.1",
        ] {
            #expect(try await status(daemon, url, "--header", header) == "403", "\(header)")
        }
    }

    @Test func `the plugin port without TLS refuses requests of a web page`() async throws {
        let daemon = try await daemon()
        let url = "http://127.0.0.1:2470/NetworkDriver.CreateNetwork"
        let body = """
            {"NetworkID":"n1","Options":{},"IPv4Data":[{"AddressSpace":"","Pool":"10.1.0.0/16","Gateway":"10.1.0.1/16","AuxAddresses":{}}],"IPv6Data":[]}
            """
        for header in ["Host: evil.example.com:2470", "Origin: http://evil.example.com"] {
            #expect(try await status(daemon, url, "--data", body, "--header", header) == "403", "\(header)")
        }
        #expect(try await daemon.command("networks", "--format", "json").filter { !$0.isWhitespace } == "[]")
        #expect(try await !daemon.links().contains("mdnp-n1"))
        #expect(daemon.process.log.contains("the Host header is not a name of this host"))
        #expect(try await status(daemon, url, "--data", body) == "200")
        #expect(try await daemon.links().contains("mdnp-n1"))
        let client = try #require(try PluginClient(port: 2470, in: daemon.witness.namespace))
        try client.deleteNetwork("n1")
    }

    @Test func `the socket for Docker accepts any Host field`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let socket = daemon.process.socketPath
        for header in ["Host: plugin.moby.localhost", "Host: evil.example.com", "Host: %2Frun%2Fdocker", "Origin: x"] {
            let options = ["--unix-socket", socket, "--request", "POST", "--header", header]
            let url = "http://any/Plugin.Activate"
            #expect(
                try await status(daemon, url, options[0], options[1], options[2], options[3], options[4], options[5])
                    == "200"
            )
        }
    }
}
