// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import DockerPluginAPI
import Listening
import PluginTesting
import Testing

/// Tests of the shutdown of a plugin on a port: running calls finish, and connections end in order.
@Suite(.timeLimit(.minutes(10)))
struct PortShutdownTests {
    private let join = RawClient.request("NetworkDriver.Join", #"{"NetworkID":"n","EndpointID":"e"}"#)

    /// Returns a driver whose Join waits until it is released.
    private func gatedDriver() -> (driver: JournalDriver, release: @Sendable () -> Void) {
        let (gate, key) = AsyncStream.makeStream(of: Never.self)
        let driver = JournalDriver(
            .init(join: { _ throws(PluginError) in
                for await _ in gate {}
                return JoinResponse()
            })
        )
        return (driver, { key.finish() })
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a running call is answered, idle connections end at once, and all of them end in order`(
        version: String
    ) async throws {
        let (driver, release) = gatedDriver()
        try await PortPlugin.run(driver) { plugin in
            let (busy, busyTunnel) = try plugin.client("client", version)
            let (idle, idleTunnel) = try plugin.client("client", version)
            #expect(try await idle.call("Plugin.Activate").status == 200)
            await busy.send(join)
            try await until { !driver.all.isEmpty }

            await plugin.stop()
            #expect(await idle.isEnded())
            #expect(throws: (any Error).self) { try plugin.plainClient() }
            release()
            let reply = try await busy.reply()
            #expect(reply.status == 200)
            #expect(reply.headers["connection"] == "close")
            #expect(await busy.isEnded())
            // openssl reports an end without close_notify as an attack.
            for tunnel in [busyTunnel, idleTunnel] {
                #expect(try await !tunnel.complaints().contains("unexpected eof"))
            }
        }
    }

    @Test func `a client that has just connected may still make its call`() async throws {
        try await PortPlugin.run(tls: .none) { plugin in
            let client = try plugin.plainClient()
            await plugin.stop()
            let reply = try await client.call("Plugin.Activate")
            #expect(reply.status == 200)
            #expect(await client.isEnded())
        }
        try await PortPlugin.run { plugin in
            let (client, tunnel) = try plugin.client()
            try await tunnel.established()
            await plugin.stop()
            let reply = try await client.call("Plugin.Activate")
            #expect(reply.status == 200)
            #expect(await client.isEnded())
            withExtendedLifetime(tunnel) {}
        }
    }

    @Test func `a shutdown waits for a client in its handshake for less than the handshake's time limit`() async throws
    {
        try await PortPlugin.run { plugin in
            let silent = try plugin.plainClient()
            await silent.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
            let start = ContinuousClock.now
            await plugin.stop()
            #expect(await silent.isEnded())
            #expect(ContinuousClock.now - start < .seconds(9))
        }
    }

    @Test(arguments: [PortPlugin.Security.none, .mutual])
    func `the port is free at once, although connections of the predecessor are still closing`(
        security: PortPlugin.Security
    ) async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let listener = TCPListener(
                host: PortPlugin.freshHost(),
                port: PortPlugin.port,
                tls: security.files(certificates)
            )
            let authority = "\(listener.host):\(listener.port)"
            for _ in 0..<5 {
                let service = DockerPluginService(
                    networkDriver: JournalDriver(),
                    listener: .tcp(listener),
                    logger: quietLogger
                )
                try await running(service) { _ in
                    while (try? RawClient(authority: authority)) == nil { try await Task.sleep(for: .milliseconds(5)) }
                    #expect(
                        throws: ListenerError(subject: "tcp://\(authority)", cause: "port in use by another process")
                    ) {
                        try PluginListener.tcp(listener).check()
                    }
                }
            }
        }
    }

    private func until(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }
}
