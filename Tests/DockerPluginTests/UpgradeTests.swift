// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import Foundation
import Glibc
import NIOConcurrencyHelpers
import PluginTesting
import Testing

/// Tests of successive plugins with clients that repeat a call only when dockerd's transport does.
@Suite(.timeLimit(.minutes(10)))
struct UpgradeTests {
    private static let stops = 50
    private static let clients = 8
    private static let body = #"{"NetworkID":"n","EndpointID":"e"}"#

    @Test func `no call is lost while the plugin stops and starts fifty times on a passed socket`() async throws {
        try await withTemporaryDirectory { directory in
            let socket = try ServiceSocket(path: directory + "/plugin.sock")
            try await stopsAndStarts(at: socket.path, redials: .zero) {
                .adopted(descriptor: fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 0))
            }
            #expect(access(socket.path, F_OK) == 0)
        }
    }

    @Test
    func `no call is lost while the plugin restarts on its own socket, for clients that reconnect`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/plugin.sock"
            try await stopsAndStarts(at: path, redials: .seconds(20)) { .path(path) }
        }
    }

    private func stopsAndStarts(
        at path: String,
        redials: Duration,
        _ listener: () -> PluginListener
    ) async throws {
        let driver = JournalDriver()
        let isFinished = NIOLockedValueBox(false)
        var random = SeededGenerator(seed: 20_261_126)
        try await withThrowingTaskGroup(of: (answers: Int, repetitions: Int).self) { group in
            for number in 0..<Self.clients {
                group.addTask {
                    try await blocking { try Self.calls(number, path, redials, until: isFinished) }.get()
                }
            }
            for _ in 0..<Self.stops {
                try await running(service(driver, listener())) { _ in
                    try await Task.sleep(for: .microseconds(Int.random(in: 0..<20_000, using: &random)))
                }
                try await Task.sleep(for: .microseconds(Int.random(in: 0..<5_000, using: &random)))
            }
            try await running(service(driver, listener())) { _ in
                isFinished.withLockedValue { $0 = true }
                var sum = (answers: 0, repetitions: 0)
                for try await done in group {
                    sum.answers += done.answers
                    sum.repetitions += done.repetitions
                }
                // As many calls as answers: no call was repeated, and none was unanswered.
                #expect(driver.all.count == sum.answers)
                #expect(sum.answers > Self.stops * Self.clients)
                // Without a repetition, the test proves nothing.
                #expect(sum.repetitions > 0)
            }
        }
    }

    /// Sends calls until the end.
    ///
    /// Each client uses connections in another way.
    private static func calls(
        _ number: Int,
        _ path: String,
        _ redials: Duration,
        until isFinished: NIOLockedValueBox<Bool>
    ) throws -> (answers: Int, repetitions: Int) {
        let client = KeepingClient(socketPath: path, redials: redials)
        var random = SeededGenerator(seed: UInt64(number))
        var answers = 0
        while !isFinished.withLockedValue({ $0 }) {
            try client { _ = try $0.call("NetworkDriver.Leave", body) }
            answers += 1
            switch number % 4 {
            case 0: break
            case 1: usleep(UInt32.random(in: 0..<2_000, using: &random))
            case 2: client.disconnect()
            default: if Bool.random(using: &random) { client.disconnect() }
            }
        }
        return (answers, client.repetitions)
    }

    @Test func `clients that connect while no plugin runs wait, and the next plugin answers them`() async throws {
        try await withTemporaryDirectory { directory in
            let socket = try ServiceSocket(path: directory + "/plugin.sock")
            let driver = JournalDriver()
            var waiting: [RawClient] = []
            for _ in 0..<100 {
                let client = try RawClient(path: socket.path)
                await client.send(RawClient.request("NetworkDriver.Leave", Self.body))
                waiting.append(client)
            }
            let next = service(driver, .adopted(descriptor: fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 0)))
            try await running(next) { _ in
                for client in waiting {
                    let reply = try await client.reply()
                    #expect(reply.status == 200)
                }
            }
            #expect(driver.all.count == 100)
        }
    }

    @Test func `a request from before the stop is answered, and a request after it is not accepted`() async throws {
        try await withPlugin { plugin in
            let client = try plugin.client()
            #expect(try await client.call("Plugin.Activate").status == 200)
            await plugin.stop()
            #expect(await client.isEnded())
            #expect(await client.send("POST") == false)
        }
    }

    private func service(_ driver: JournalDriver, _ listener: PluginListener) -> DockerPluginService {
        DockerPluginService(networkDriver: driver, ipamDriver: driver, listener: listener, logger: quietLogger)
    }
}
