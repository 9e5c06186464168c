// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import Foundation
import Listening
import PluginTesting
import Testing

/// Tests of errors of TCP listeners: each is one sentence, and is found before the listener creates anything.
@Suite(.timeLimit(.minutes(10)))
struct TCPListenerTests {
    /// Returns the reason why a plugin cannot listen with these files; nil if it can.
    private func refusal(
        _ certificate: String,
        _ key: String,
        _ authority: String?,
        on host: String = PortPlugin.freshHost(),
        isInsecure: Bool = false
    ) -> String? {
        let files = TLSFiles(certificate: certificate, key: key, clientCA: authority)
        return refusal(TCPListener(host: host, port: PortPlugin.port, tls: files, isInsecure: isInsecure))
    }

    private func refusal(_ listener: TCPListener) -> String? {
        do throws(ListenerError) {
            try PluginListener.tcp(listener).check()
            return nil
        } catch {
            #expect(error.subject == "\(listener)")
            return error.cause
        }
    }

    @Test func `a certificate with its key is accepted, with and without the CA that signed it`() async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let server = certificates["server"]
            #expect(refusal(server.certificate, server.key, certificates.authority()) == nil)
            #expect(refusal(server.certificate, server.key, nil) == nil)
        }
    }

    @Test func `a file that is unreadable or no certificate is reported with its path and the reason`() async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let (server, ca) = (certificates["server"], certificates.authority())
            let missing = directory + "/missing.pem"
            let garbage = directory + "/garbage.pem"
            try Data("garbage\n".utf8).write(to: URL(fileURLWithPath: garbage))
            let absent = "ENOENT: No such file or directory"
            #expect(refusal(missing, server.key, ca) == "certificate \(missing): \(absent)")
            #expect(refusal(server.certificate, missing, ca) == "key \(missing): \(absent)")
            #expect(refusal(server.certificate, server.key, missing) == "CA \(missing): \(absent)")
            #expect(refusal(garbage, server.key, ca) == "certificate \(garbage): is not a PEM certificate")
            #expect(
                refusal(server.certificate, garbage, ca)
                    == "key \(garbage): is not a PEM private key, or has a passphrase"
            )
            #expect(refusal(server.certificate, server.key, garbage) == "CA \(garbage): is not a PEM certificate")
        }
    }

    @Test func `an expired certificate, a foreign key and a CA that did not sign are reported`() async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let (server, expired) = (certificates["server"], certificates["expired"])
            let (ca, other) = (certificates.authority(), certificates.authority("other"))
            let message = try #require(refusal(expired.certificate, expired.key, ca))
            #expect(message.hasPrefix("certificate \(expired.certificate): expired on 20"))
            #expect(message.hasSuffix("; renew it"))
            let client = certificates["client"]
            #expect(
                refusal(server.certificate, client.key, ca)
                    == "key \(client.key): does not match the certificate \(server.certificate)"
            )
            #expect(
                refusal(server.certificate, server.key, other)
                    == "certificate \(server.certificate): is not signed by the CA \(other), or not for a server"
            )
        }
    }

    @Test func `a certificate with an intermediate CA needs that CA's certificate in its file`() async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let (far, ca) = (certificates["far"], certificates.authority())
            #expect(refusal(far.certificate, far.key, ca)?.contains("is not signed by the CA") == true)
            let chain = directory + "/chain.pem"
            let parts = try [far.certificate, certificates["between"].certificate].map {
                try String(contentsOfFile: $0, encoding: .utf8)
            }
            try Data(parts.joined().utf8).write(to: URL(fileURLWithPath: chain))
            #expect(refusal(chain, far.key, ca) == nil)
        }
    }

    @Test func `an expired CA is reported, unless its file contains a valid one`() async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let (server, old) = (certificates["server"], certificates.authority("old"))
            #expect(refusal(server.certificate, server.key, old)?.hasPrefix("CA \(old): expired on 20") == true)
            let both = directory + "/both.pem"
            let parts = try [old, certificates.authority()].map { try String(contentsOfFile: $0, encoding: .utf8) }
            try Data(parts.joined().utf8).write(to: URL(fileURLWithPath: both))
            #expect(refusal(server.certificate, server.key, both) == nil)
        }
    }

    @Test
    func `only a loopback address needs no client certificates, unless insecure access is allowed`() async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let server = certificates["server"]
            let refused = """
                every client that can connect could control this host; \
                set --tls-ca, use a loopback address, or allow it as insecure
                """
            for host in ["0.0.0.0", "::", "192.0.2.1", "2001:db8::1"] {
                #expect(refusal(TCPListener(host: host, port: 1, tls: nil)) == refused)
                #expect(refusal(server.certificate, server.key, nil, on: host) == refused)
            }
            // The insecure listener is allowed. The error is now the missing address.
            for host in ["192.0.2.1", "2001:db8::1"] {
                let listener = TCPListener(host: host, port: 1, tls: nil, isInsecure: true)
                #expect(refusal(listener) == "address not assigned to this host")
                #expect(
                    refusal(server.certificate, server.key, certificates.authority(), on: host)
                        == "address not assigned to this host"
                )
            }
            #expect(refusal(TCPListener(host: "localhost", port: PortPlugin.port, tls: nil)) == nil)
        }
    }

    @Test func `a name without an address is refused`() {
        let listener = TCPListener(host: "no host", port: 1, tls: nil)
        #expect(refusal(listener) == "no host is not an address, and does not resolve to one")
        #expect("\(TCPListener(host: "::1", port: 2470, tls: nil))" == "tcp://[::1]:2470")
    }
}
