// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import DockerPluginAPI
import PluginTesting
import Testing

/// Tests of a plugin on a port with `openssl s_client` and with malformed clients.
@Suite(.timeLimit(.minutes(10)))
struct TLSTests {
    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a client with a certificate of the CA is answered in every call`(version: String) async throws {
        try await PortPlugin.run { plugin in
            let (client, tunnel) = try plugin.client("client", version, "-CAfile", plugin.certificates.authority())
            for _ in 0..<3 {
                let reply = try await client.call("Plugin.Activate")
                #expect(reply.status == 200)
                #expect(reply.body.contains("NetworkDriver"))
            }
            withExtendedLifetime(tunnel) {}
            #expect(plugin.refusals == [])
        }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a client with a wrong certificate, or none, is rejected before its call is read`(
        version: String
    ) async throws {
        let driver = JournalDriver()
        try await PortPlugin.run(driver) { plugin in
            for name in [nil, "stranger", "expired"] {
                let (client, tunnel) = try plugin.client(name, version)
                await client.send(RawClient.request("NetworkDriver.Leave", #"{"NetworkID":"n","EndpointID":"e"}"#))
                #expect(await client.isEnded())
                #expect(try await tunnel.complaints().contains("alert"))
            }
            // Two clients with the same error cause one log line, and a count a minute later.
            let wrong = "client certificate is not signed by the CA, or not valid now"
            #expect(plugin.refusals == ["client has no certificate", wrong])
            #expect(driver.all.isEmpty)
        }
    }

    @Test func `a client with older TLS, plain HTTP or another protocol is rejected`() async throws {
        try await PortPlugin.run { plugin in
            let (old, tunnel) = try plugin.client("client", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")
            #expect(await old.isEnded())
            #expect(try await tunnel.complaints().contains("alert protocol version"))

            let plain = try plugin.plainClient()
            await plain.send(RawClient.request("Plugin.Activate", ""))
            await #expect(throws: RawClient.Failure.end) { try await plain.reply() }

            let odd = try plugin.plainClient()
            await odd.send([UInt8](repeating: 0x5a, count: 5000))
            await #expect(throws: RawClient.Failure.end) { try await odd.reply() }

            #expect(
                plugin.refusals == [
                    "client supports only TLS 1.1 or older", "client sent plain HTTP, not TLS",
                    "client sent no TLS handshake",
                ]
            )
            let (client, next) = try plugin.client()
            #expect(try await client.call("Plugin.Activate").status == 200)
            withExtendedLifetime(next) {}
        }
    }

    @Test func `a client that rejects the server's certificate is reported as such`() async throws {
        try await PortPlugin.run { plugin in
            let other = plugin.certificates.authority("other")
            for version in ["-tls1_2", "-tls1_3"] {
                let (client, tunnel) = try plugin.client("client", version, "-CAfile", other, "-verify_return_error")
                #expect(await client.isEnded())
                #expect(try await tunnel.complaints().contains("verify failed"))
            }
            // With TLS 1.3, the plugin cannot decrypt openssl's alert yet.
            let causes = ["client rejected the server certificate", "client aborted the handshake"]
            #expect(plugin.refusals == causes)
        }
    }

    @Test func `clients that never finish their handshake are disconnected and block no other client`() async throws {
        try await PortPlugin.run { plugin in
            let start = ContinuousClock.now
            var silent: [RawClient] = []
            let (client, tunnel) = try plugin.client()
            var hasCalled = false
            // The silent clients connect before, during and after the handshake and call of another client.
            while silent.count < 100 || !hasCalled {
                silent.append(try plugin.plainClient())
                // The start of a TLS record with a ClientHello of 512 bytes.
                if silent.count.isMultiple(of: 2) { await silent.last?.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]) }
                if try !hasCalled && tunnel.isEstablished {
                    #expect(try await client.call("Plugin.Activate").status == 200)
                    hasCalled = true
                }
                // Slow enough that the listener always has room.
                try await Task.sleep(for: .milliseconds(silent.count < 100 ? 1 : 100))
            }
            #expect(try await client.call("Plugin.Activate").status == 200)
            for client in silent { await #expect(throws: RawClient.Failure.end) { try await client.reply() } }
            #expect(ContinuousClock.now - start >= .seconds(10))
            #expect(plugin.refusals == ["TLS handshake not finished within 10 seconds"])
            #expect(try await client.call("Plugin.Activate").status == 200)
            withExtendedLifetime(tunnel) {}
        }
    }

    @Test func `every client is accepted without a CA, over TLS or plain HTTP`() async throws {
        try await PortPlugin.run(tls: .serverOnly) { plugin in
            let (client, tunnel) = try plugin.client(nil)
            #expect(try await client.call("Plugin.Activate").status == 200)
            withExtendedLifetime(tunnel) {}
        }
        try await PortPlugin.run(tls: .none) { plugin in
            let client = try plugin.plainClient()
            for _ in 0..<3 { #expect(try await client.call("Plugin.Activate").status == 200) }
        }
    }

    @Test func `a body larger than a TLS record arrives complete`() async throws {
        let driver = JournalDriver()
        try await PortPlugin.run(driver) { plugin in
            let (client, tunnel) = try plugin.client()
            let id = String(repeating: "n", count: 100_000)
            let reply = try await client.call("NetworkDriver.Leave", #"{"NetworkID":"\#(id)","EndpointID":"e"}"#)
            #expect(reply.status == 200)
            #expect(driver.requests(EndpointReference.self).map(\.networkID) == [id])
            withExtendedLifetime(tunnel) {}
        }
    }
}
