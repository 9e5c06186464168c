// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// The listening address of the daemon, by its options.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct ListenTests {
    private static let authority = "127.0.0.1:2470"

    /// Creates a daemon with a loopback link that is up, and certificates beside it.
    private func prepare() async throws -> (daemon: Daemon, certificates: TestCertificates) {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "set", "lo", "up")
        let directory = daemon.process.stateDirectory.deletingLastPathComponent().path
        return (daemon, try TestCertificates(in: directory))
    }

    private func mutual(_ certificates: TestCertificates) -> [String] {
        let server = certificates["server"]
        return [
            "--tls-ca", certificates.authority(), "--tls-certificate", server.certificate, "--tls-key", server.key,
        ]
    }

    /// Starts a daemon on a port, and waits for one more log line about listening.
    private func start(_ daemon: Daemon, _ words: [String]) async throws {
        daemon.process.listening = words
        let before = listens(daemon)
        try daemon.process.launch()
        let deadline = ContinuousClock.now + .seconds(60)
        while listens(daemon) == before {
            try #require(ContinuousClock.now < deadline, "\(daemon.process.log)")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private func listens(_ daemon: Daemon) -> Int {
        daemon.process.log.ranges(of: "listening for Docker").count
    }

    private func tunnel(_ daemon: Daemon, _ pair: TestCertificates.Pair?, _ options: String...) throws -> TLSTunnel {
        try TLSTunnel(to: Self.authority, as: pair, options, inside: daemon.process.entering)
    }

    @Test func `calls succeed over mutual TLS, and only for clients with a valid certificate`() async throws {
        let (daemon, certificates) = try await prepare()
        let words = ["--listen", "tcp://\(Self.authority)"] + mutual(certificates)
        try await start(daemon, words)
        #expect(!FileManager.default.fileExists(atPath: daemon.process.socketPath))

        for pair in [nil, certificates["stranger"], certificates["expired"]] {
            let tunnel = try tunnel(daemon, pair)
            let client = PluginClient(over: tunnel)
            #expect(throws: PluginCallError.self) { try client.createNetwork("n1") }
            #expect(try await tunnel.complaints().contains("alert"))
        }
        #expect(try await daemon.command("networks", "--format", "json").filter { !$0.isWhitespace } == "[]")
        #expect(daemon.process.log.contains(#"client rejected cause="client has no certificate" client=127.0.0.1"#))

        let checked = ["-CAfile", certificates.authority(), "-verify_return_error", "-verify_ip", "127.0.0.1"]
        let tunnel = try TLSTunnel(
            to: Self.authority,
            as: certificates["client"],
            checked,
            inside: daemon.process.entering
        )
        let client = PluginClient(over: tunnel)
        try client.createNetwork("n1")
        let life = Life(network: "n1", endpoint: "e1", address: "10.1.0.2/16")
        try life.create(client)
        #expect(try life.join(client))
        #expect(try await daemon.links().contains("mdnp-n1"))

        // The next daemon gets the port at once, and the state.
        #expect(daemon.process.stop() == 0)
        #expect(try await !tunnel.complaints().contains("unexpected eof"))
        try await start(daemon, words)
        let next = try self.tunnel(daemon, certificates["client"], "-tls1_2")
        let successor = PluginClient(over: next)
        try life.leave(successor)
        try life.delete(successor)
        try successor.deleteNetwork("n1")
        #expect(daemon.process.stop() == 0)
    }

    @Test func `a silent client and a client without TLS do not delay others`() async throws {
        let (daemon, certificates) = try await prepare()
        try await start(daemon, ["--listen", "tcp://\(Self.authority)"] + mutual(certificates))
        let connect = "exec 3<>/dev/tcp/127.0.0.1/2470"
        let silent = try await daemon.witness("bash", "-c", "(\(connect); exec sleep 60) >/dev/null 2>&1 & echo $!")
        defer { if let id = Int32(silent.dropLast()) { kill(id, SIGKILL) } }
        let plain = "printf 'POST /Plugin.Activate HTTP/1.1\\r\\n\\r\\n' >&3; cat <&3 >/dev/null"
        try await daemon.witness("bash", "-c", "\(connect); \(plain)")
        let tunnel = try tunnel(daemon, certificates["client"])
        #expect(try PluginClient(over: tunnel).call("Plugin.Activate").contains("NetworkDriver"))
        #expect(daemon.process.log.contains("client sent plain HTTP, not TLS"))
    }

    @Test func `an unusable listening address causes one line of error and status 1, before any change`() async throws {
        let (daemon, certificates) = try await prepare()
        let (ca, other) = (certificates.authority(), certificates.authority("other"))
        let (server, client, expired) = (certificates["server"], certificates["client"], certificates["expired"])
        let directory = certificates.directory
        let taken = try Daemon()
        try await start(taken, ["--listen", "tcp://127.0.0.1:2471"])

        func tls(_ ca: String, _ certificate: String, _ key: String) -> [String] {
            let words = ["--tls-ca", ca, "--tls-certificate", certificate, "--tls-key", key]
            return ["--listen", "tcp://\(Self.authority)"] + words
        }
        let port = "listen on tcp://\(Self.authority): "
        let wrong: [(words: [String], sentence: String)] = [
            (
                tls(ca, "\(directory)/none.pem", server.key),
                port + "certificate \(directory)/none.pem: ENOENT: No such file or directory"
            ),
            (tls(ca, expired.certificate, expired.key), port + "certificate \(expired.certificate): expired on "),
            (
                tls(other, server.certificate, server.key),
                port + "certificate \(server.certificate): is not signed by the CA \(other), or not for a server"
            ),
            (
                tls(ca, server.certificate, client.key),
                port + "key \(client.key): does not match the certificate \(server.certificate)"
            ),
            (
                ["--listen", "tcp://\(Self.authority)", "--tls-ca", ca],
                port + "TLS needs --tls-certificate and --tls-key, and --tls-ca to verify Docker"
            ),
            (
                ["--listen", "tcp://127.0.0.1:2471"],
                "listen on tcp://127.0.0.1:2471: port in use by another process"
            ),
            (
                ["--listen", "tcp://192.0.2.1:2470", "--insecure"],
                "listen on tcp://192.0.2.1:2470: address not assigned to this host"
            ),
            (
                ["--listen", "tcp://0.0.0.0:2470"],
                "listen on tcp://0.0.0.0:2470: every client that can connect could control this host; "
            ),
            (
                ["--socket", "\(directory)/none/mdnp.sock"],
                "listen on \(directory)/none/mdnp.sock: directory \(directory)/none does not exist; create it first"
            ),
            (
                ["--listen", "unix://\(directory)/a.sock", "--tls-ca", ca],
                "listen on \(directory)/a.sock: TLS needs a port; use --listen tcp://HOST:PORT"
            ),
            (
                ["--listen", "tcp://\(Self.authority)", "--socket", "/a.sock"],
                "listen on /a.sock: --listen and --socket: use only one of them"
            ),
        ]
        var seen = ""
        for (words, sentence) in wrong {
            daemon.process.listening = words
            try daemon.process.launch()
            #expect(daemon.process.wait() == 1)
            let line = daemon.process.log.dropFirst(seen.count)
            #expect(line.hasPrefix("mdnp: " + sentence))
            #expect(line.filter { $0 == "\n" }.count == 1)
            seen = daemon.process.log
        }
        #expect(!FileManager.default.fileExists(atPath: daemon.process.stateDirectory.path))
        #expect(!FileManager.default.fileExists(atPath: daemon.process.adminSocketPath))
        #expect(taken.process.stop() == 0)
    }

    @Test func `an invalid listening address is refused like an invalid option`() async throws {
        let daemon = try Daemon()
        for place in [
            "mdnp.sock", "unix://mdnp.sock", "tcp://127.0.0.1", "tcp://127.0.0.1:0", "tcp://:2470", "tcp://::1:2470",
            "tcp://127.0.0.1:65536", "https://127.0.0.1:2470",
        ] {
            daemon.process.listening = ["--listen", place]
            try daemon.process.launch()
            #expect(daemon.process.wait() == 64)
            #expect(daemon.process.log.contains("The value '\(place)' is invalid for '--listen <listen>'"))
        }
    }

    @Test func `a socket can be given as a URL, and --insecure accepts any client on all addresses`() async throws {
        let (daemon, _) = try await prepare()
        daemon.process.listening = ["--listen", "unix://\(daemon.process.socketPath)"]
        try daemon.process.start()
        #expect(daemon.process.stop() == 0)
        try await start(daemon, ["--listen", "tcp://0.0.0.0:2470", "--insecure"])
        #expect(try await daemon.witness("ss", "-Hlt", "src", "0.0.0.0:2470").contains("2470"))
        #expect(daemon.process.stop() == 0)
    }

    @Test func `a listening port beside a passed socket prevents the start`() async throws {
        let (daemon, _) = try await prepare()
        daemon.process.passed = [try ServiceSocket(path: daemon.process.socketPath)]
        daemon.process.listening = ["--listen", "tcp://\(Self.authority)"]
        try daemon.process.launch()
        #expect(daemon.process.wait() == 1)
        #expect(daemon.process.log.contains("passed by the service manager, but --listen names a port"))
    }

    @Test func `discovery prints the file for Docker from the same options`() async throws {
        let (daemon, certificates) = try await prepare()
        func discovery(_ words: [String]) async throws -> String {
            let words = ["cd \(certificates.directory) &&", daemon.process.executablePath, "discovery"] + words
            return try await daemon.witness("sh", "-c", words.joined(separator: " "))
        }
        #expect(try await discovery(["spec"]) == "unix:///run/docker/plugins/mdnp.sock\n")
        #expect(try await discovery(["spec", "--listen", "tcp://127.0.0.1:2470"]) == "tcp://127.0.0.1:2470\n")
        let words = ["--listen", "tcp://[::1]:2470", "--tls-ca", "ca.pem", "--tls-certificate", "s", "--tls-key", "k"]
        let json = try await discovery(
            ["json"] + words + ["--client-certificate", "client.pem", "--client-key", "client.key"]
        )
        let file = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(file["Name"] as? String == "mdnp")
        #expect(file["Addr"] as? String == "https://[::1]:2470")
        let tls = try #require(file["TLSConfig"] as? [String: Any])
        #expect(tls["InsecureSkipVerify"] as? Bool == false)
        #expect(tls["CAFile"] as? String == certificates.authority())
        #expect(tls["CertFile"] as? String == certificates["client"].certificate)
        #expect(tls["KeyFile"] as? String == certificates["client"].key)
        let error = await #expect(throws: CommandError.self) { try await discovery(["spec"] + words) }
        #expect(error?.code == 1)
        #expect(error?.output.contains("a .spec file cannot name a client certificate") == true)
    }
}
