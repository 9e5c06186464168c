// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct LifeTests {
    private nonisolated static let network = String(repeating: "9c41e0f2", count: 8)
    private static let endpoint = String(repeating: "94ad0c03", count: 8)
    private nonisolated static let steps = 8

    /// Makes one call of a life from CreateNetwork to DeleteNetwork.
    private nonisolated static func step(_ number: Int, of life: Life, _ client: PluginClient) throws {
        switch number {
        case 0: try client.createNetwork(network)
        case 1: try life.create(client)
        case 2: #expect(try life.join(client))
        case 3: try life.program(client)
        case 4: try life.inform(client)
        case 5: try life.leave(client)
        case 6: try life.delete(client)
        default: try client.deleteNetwork(network)
        }
    }

    @Test(arguments: 0...steps)
    func `a daemon killed between any two calls of a life continues with the next call and leaks nothing`(kill: Int)
        async throws
    {
        let daemon = try Daemon()
        let before = try await daemon.links()
        let life = Life(network: Self.network, endpoint: Self.endpoint, address: "10.1.0.2/16")
        try daemon.process.start()
        for number in 0..<Self.steps {
            if number == kill {
                daemon.process.kill()
                try daemon.process.start()
            }
            try Self.step(number, of: life, daemon.process.connect())
        }
        if kill == Self.steps {
            daemon.process.kill()
            try daemon.process.start()
        }
        #expect(try await daemon.settles(to: before), "\(daemon.process.log)")
        #expect(try await daemon.witness("nft", "list", "tables").isEmpty)
        #expect(daemon.process.stop() == 0)
    }

    @Test func `a daemon killed during calls leaves nothing that its next start does not remove`()
        async throws
    {
        let daemon = try Daemon()
        let before = try await daemon.links()
        try daemon.process.start()
        try daemon.process.connect().createNetwork(Self.network)
        for round in 0..<6 {
            let process = daemon.process
            let network = Self.network
            try await withThrowingTaskGroup { group in
                for number in 0..<4 {
                    group.addTask {
                        try await OwnThread.beside {
                            Self.liveUntilCutOff(process, network, series: round * 4 + number)
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(40 + 23 * round))
                process.kill()
                try await group.waitForAll()
            }
            try process.start()
        }
        try daemon.process.connect().deleteNetwork(Self.network)
        #expect(try await daemon.settles(to: before), "\(daemon.process.log)")
    }

    /// Runs lives one after the other until a call fails; the interrupted life stays incomplete.
    private nonisolated static func liveUntilCutOff(_ process: DaemonProcess, _ network: String, series: Int) {
        guard let client = try? process.connect() else { return }
        var identifiers = Identifiers(series: UInt64(series))
        for index in 0..<500 {
            let address = "10.1.\(series % 4 + 1).\(index % 250 + 2)/16"
            let life = Life(network: network, endpoint: identifiers(), address: address)
            do {
                try life.create(client)
                _ = try life.join(client)
                try life.leave(client)
                try life.delete(client)
            } catch {
                return
            }
        }
    }

    @Test func `networks are recreated after a reboot without a call from Docker`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        try daemon.process.connect().createNetwork(Self.network)
        let before = try await daemon.links()
        daemon.process.kill()
        try await daemon.witness("ip", "link", "delete", "mdnp-9c41e0f29c")
        try await daemon.witness("nft", "flush", "ruleset")
        try daemon.process.start()
        #expect(try await daemon.links() == before)
        let addresses = try await daemon.witness("ip", "-br", "address", "show", "mdnp-9c41e0f29c")
        #expect(addresses.contains("10.1.0.1/16"))
        let life = Life(network: Self.network, endpoint: Self.endpoint, address: "10.1.0.2/16")
        #expect(throws: Never.self) {
            try life.create(daemon.process.connect())
            _ = try life.join(daemon.process.connect())
        }
    }

    @Test func `48 concurrent clients run 20 lives each and leave nothing behind`() async throws {
        let daemon = try Daemon()
        let before = try await daemon.links()
        try daemon.process.start()
        for network in 0..<4 {
            try daemon.process.connect().createNetwork(
                "n\(network)",
                subnet: "10.\(network).0.0/16",
                gateway: "10.\(network).0.1/16"
            )
        }
        let process = daemon.process
        try await withThrowingTaskGroup { group in
            for number in 0..<48 {
                group.addTask { try await OwnThread.beside { try Self.live20Lives(process, number: number) } }
            }
            try await group.waitForAll()
        }
        for network in 0..<4 { try daemon.process.connect().deleteNetwork("n\(network)") }
        #expect(try await daemon.settles(to: before), "\(daemon.process.log)")
    }

    private nonisolated static func live20Lives(_ process: DaemonProcess, number: Int) throws {
        let client = try process.connect()
        var identifiers = Identifiers(series: UInt64(number))
        for _ in 0..<20 {
            let address = "10.\(number % 4).1.\(number + 2)/16"
            let life = Life(network: "n\(number % 4)", endpoint: identifiers(), address: address)
            try life.create(client)
            if try life.join(client) { try life.program(client) }
            try life.inform(client)
            try life.leave(client)
            try life.delete(client)
        }
    }

    @Test func `DeleteNetwork returns after every link of the network is gone`() async throws {
        let daemon = try Daemon()
        let before = try await daemon.links()
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network)
        for number in 2..<22 {
            let life = Life(network: Self.network, endpoint: "e\(number)", address: "10.1.0.\(number)/16")
            try life.create(client)
            _ = try life.join(client)
            if number.isMultiple(of: 2) { try life.delete(client) }
        }
        try client.deleteNetwork(Self.network)
        #expect(try await daemon.links() == before)
    }
}
