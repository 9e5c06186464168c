// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import NetworkModel
import PluginTesting
import Testing

@testable import DockerEngine

@Suite(.timeLimit(.minutes(10)))
struct EngineFollowerTests {
    /// Runs a fake engine and a follower for the time of a test.
    private func following(
        _ test: (ImaginedEngine, EngineFollower) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "engine-\(UUID().uuidString.prefix(8))"
        )
        let engine = ImaginedEngine(socketPath: path.path)
        let follower = EngineFollower(
            socketPath: path.path,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            timeLimit: .seconds(1)
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await follower.run() }
            try await test(engine, follower)
            engine.stop()
            group.cancelAll()
        }
    }

    /// Returns whether the facts meet a condition within a time that is long for an operation of a second.
    private func learns(_ follower: EngineFollower, _ condition: (EngineFacts) throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while try !condition(follower.facts) {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    private func name(of network: String, _ facts: EngineFacts) throws -> String? {
        facts.networkNames[try NetworkID(network)]
    }

    @Test func `names are known, and new ones soon after an event`() async throws {
        try await following { engine, follower in
            engine.has(networks: ["n1": "front"], containers: ["web": ["front": "e1"], "idle": ["front": ""]])
            try engine.start()
            #expect(try await learns(follower) { try name(of: "n1", $0) == "front" })
            #expect(follower.facts.version == "28.5.2")
            #expect(follower.facts.containerNames == [try EndpointID("e1"): "web"])
            engine.has(networks: ["n1": "front", "n2": "back"], containers: ["shop": ["front": "e1", "back": "e2"]])
            let expected = [try EndpointID("e1"): "shop", try EndpointID("e2"): "shop"]
            #expect(try await learns(follower) { $0.containerNames == expected })
            #expect(try name(of: "n2", follower.facts) == "back")
        }
    }

    @Test func `fresh facts include the latest container, even without a running follower`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "engine-\(UUID().uuidString.prefix(8))"
        )
        let engine = ImaginedEngine(socketPath: path.path)
        let follower = EngineFollower(
            socketPath: path.path,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        #expect(await follower.freshFacts() == EngineFacts())
        engine.has(networks: ["n1": "front"], containers: ["web": ["front": "e1"]])
        try engine.start()
        #expect(await follower.freshFacts().containerNames == [try EndpointID("e1"): "web"])
        engine.become(.silent)
        // The known facts stay.
        #expect(await follower.freshFacts().containerNames == [try EndpointID("e1"): "web"])
        engine.stop()
    }

    @Test func `names outlive the engine, its version does not, and both return with the engine`() async throws {
        try await following { engine, follower in
            engine.has(networks: ["n1": "front"])
            try engine.start()
            #expect(try await learns(follower) { $0.version != nil })
            engine.stop()
            #expect(try await learns(follower) { $0.version == nil })
            #expect(try name(of: "n1", follower.facts) == "front")
            engine.has(networks: ["n1": "rear"])
            try engine.start()
            #expect(try await learns(follower) { try name(of: "n1", $0) == "rear" })
            #expect(follower.facts.version == "28.5.2")
        }
    }

    @Test(
        arguments: [
            .silent, .stuck, .saying("nonsense"), .saying("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\":[1}}"),
            .saying("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"),
        ] as [ImaginedEngine.Mood]
    )
    func `an engine without a reply changes no facts, and is queried again`(mood: ImaginedEngine.Mood) async throws {
        try await following { engine, follower in
            engine.has(networks: ["n1": "front"])
            engine.become(mood)
            try engine.start()
            #expect(try await learns(follower) { _ in engine.questions > 1 })
            #expect(follower.facts == EngineFacts())
            engine.become(.well)
            #expect(try await learns(follower) { try name(of: "n1", $0) == "front" })
            // The engine may also fall silent later.
            engine.become(mood)
            engine.has(networks: ["n1": "rear"])
            #expect(try await learns(follower) { $0.version == nil })
            #expect(try name(of: "n1", follower.facts) == "front")
            engine.become(.well)
            #expect(try await learns(follower) { try name(of: "n1", $0) == "rear" })
        }
    }

    @Test func `the follower waits for a slow engine`() async throws {
        try await following { engine, follower in
            engine.has(networks: ["n1": "front"])
            engine.become(.slow(milliseconds: 100))
            try engine.start()
            #expect(try await learns(follower) { try name(of: "n1", $0) == "front" })
        }
    }

    @Test func `a burst of events causes few requests`() async throws {
        try await following { engine, follower in
            engine.has(networks: ["n1": "front"])
            try engine.start()
            #expect(try await learns(follower) { $0.version != nil })
            let before = engine.questions
            for number in 1...200 { engine.has(networks: ["n1": "front\(number)"]) }
            #expect(try await learns(follower) { try name(of: "n1", $0) == "front200" })
            // Each read of the lists takes three requests.
            #expect(engine.questions - before < 60)
        }
    }

    @Test func `a follower of a silent engine ends at once`() async throws {
        let clock = ContinuousClock()
        var end = clock.now
        try await following { engine, follower in
            engine.become(.silent)
            try engine.start()
            #expect(try await learns(follower) { _ in engine.questions > 0 })
            end = clock.now
        }
        #expect(clock.now - end < .seconds(10))
    }
}
