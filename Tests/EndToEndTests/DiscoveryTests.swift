// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import PluginTesting
import Testing

extension EndToEnd {
    /// Tests of the three ways in which Docker finds a plugin.
    @Suite struct Discovery {
        @Test(arguments: Engine.chosen) func `Docker finds mdnp by its socket, in a directory that mdnp creates`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                // The state after a boot.
                try await host.stop(.engine)
                try await host.stop(.mdnp)
                try await host.succeed("rm", "-r", "/run/docker/plugins")
                try await host.start(.mdnp)
                try await host.start(.engine)
                try await host.livesOnce()
            }
        }

        @Test(arguments: Engine.chosen) func `Docker finds mdnp by mdnp.spec`(engine: Engine) async throws {
            try await engine.host.found("spec", by: ["--listen", "tcp://127.0.0.1:2470"]) { host in
                try await host.livesOnce()
            }
        }

        @Test(arguments: Engine.chosen)
        func `Docker finds mdnp by mdnp.json, over TLS with certificates on both sides`(engine: Engine) async throws {
            let host = try engine.host
            let certificates = try host.certificates()
            let client = certificates["client"]
            try await host.found(
                "json",
                by: host.mutual(certificates),
                showing: ["--client-certificate", client.certificate, "--client-key", client.key]
            ) { host in
                try await host.livesOnce()
                // A client without a certificate of the CA is rejected and cannot create anything.
                for identity in [
                    "", "-cert \(certificates["stranger"].certificate) -key \(certificates["stranger"].key)",
                ] {
                    let ask = "printf 'POST /Plugin.Activate HTTP/1.1\\r\\nContent-Length: 0\\r\\n\\r\\n' |"
                    let openssl = "openssl s_client -quiet -connect 127.0.0.1:2470 \(identity)"
                    let output = try await host.run("sh", "-c", "\(ask) timeout 20 \(openssl)")
                    #expect(output.errors.contains("alert"))
                    #expect(!output.text.contains("NetworkDriver"))
                }
            }
        }

        @Test(arguments: Engine.chosen)
        func `Docker is rejected without a certificate of the CA`(engine: Engine) async throws {
            let host = try engine.host
            let certificates = try host.certificates()
            let stranger = certificates["stranger"]
            try await host.found(
                "json",
                by: host.mutual(certificates),
                showing: ["--client-certificate", stranger.certificate, "--client-key", stranger.key]
            ) { host in
                // Docker retries for 15 seconds.
                let words = try await host.refusal("network", "create", "--driver", "mdnp", "n")
                #expect(words.contains("tls"))
                #expect(try host.mdnpLog().contains("client certificate is not signed by the CA"))
            }
        }
    }
}

extension LabHost {
    /// Creates certificates in a directory of the host.
    fileprivate func certificates() throws -> TestCertificates {
        let path = directory + "/certificates-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return try TestCertificates(in: path)
    }

    fileprivate func mutual(_ certificates: TestCertificates) -> [String] {
        let server = certificates["server"]
        return [
            "--listen", "tcp://127.0.0.1:2470", "--tls-ca", certificates.authority(), "--tls-certificate",
            server.certificate, "--tls-key", server.key,
        ]
    }

    /// Runs a test while mdnp listens elsewhere and Docker finds it by a file, then restores the usual state.
    fileprivate func found(
        _ kind: String,
        by words: [String],
        showing client: [String] = [],
        _ test: (LabHost) async throws -> Void
    ) async throws {
        let file = "/etc/docker/plugins/mdnp.\(kind)"
        func exchange(_ words: [String]) async throws {
            try await stop(.engine)
            try await stop(.mdnp)
            try await start(.mdnp, words)
            try await start(.engine)
        }
        try await tidily { host in
            let content = try await host.succeed(["mdnp", "discovery", kind] + words + client)
            try await host.succeed("mkdir", "-p", "/etc/docker/plugins")
            try await host.succeed("sh", "-c", "printf '%s\\n' '\(content)' >\(file)")
            do {
                try await exchange(words)
                try await test(host)
            } catch {
                try await host.succeed("rm", "-f", file)
                try await exchange([])
                throw error
            }
            try await host.succeed("rm", "-f", file)
            try await exchange([])
        }
    }

    /// Creates a network, runs a container on it that reaches its gateway, then removes both.
    fileprivate func livesOnce() async throws {
        try await leasingNetwork("n", "--subnet", "10.96.0.0/24")
        try await container("alice", on: "n")
        #expect(try await reaches("10.96.0.1", from: "alice"))
        #expect(try await endpoints() == 1)
        try await docker("rm", "--force", "alice")
        try await docker("network", "rm", "n")
    }

    /// Returns the log of mdnp.
    fileprivate func mdnpLog() throws -> String {
        try String(contentsOfFile: "\(directory)/log/mdnp.log", encoding: .utf8)
    }
}
