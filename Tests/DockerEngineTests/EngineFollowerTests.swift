// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import NetworkModel
import PluginTesting
import Testing

@testable import DockerEngine

@Suite(.timeLimit(.minutes(10)))
struct EngineFollowerTests {
    /// An imagined engine, and who follows it as long as a test runs.
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

    /// Whether something is known within a time that is long for what takes a second.
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

    @Test func `names are known, and new ones as soon as something happens`() async throws {
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

    @Test func `a person who asks hears of a container of this moment, though nobody follows the engine`() async throws
    {
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
        // What was known stays.
        #expect(await follower.freshFacts().containerNames == [try EndpointID("e1"): "web"])
        engine.stop()
    }

    @Test func `names outlast the engine, its version does not, and both are back with it`() async throws {
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
    func `an engine that gives no answer changes nothing, and is asked again`(mood: ImaginedEngine.Mood) async throws {
        try await following { engine, follower in
            engine.has(networks: ["n1": "front"])
            engine.become(mood)
            try engine.start()
            #expect(try await learns(follower) { _ in engine.questions > 1 })
            #expect(follower.facts == EngineFacts())
            engine.become(.well)
            #expect(try await learns(follower) { try name(of: "n1", $0) == "front" })
            // One that falls silent later, too.
            engine.become(mood)
            engine.has(networks: ["n1": "rear"])
            #expect(try await learns(follower) { $0.version == nil })
            #expect(try name(of: "n1", follower.facts) == "front")
            engine.become(.well)
            #expect(try await learns(follower) { try name(of: "n1", $0) == "rear" })
        }
    }

    @Test func `a slow engine is waited for`() async throws {
        try await following { engine, follower in
            engine.has(networks: ["n1": "front"])
            engine.become(.slow(milliseconds: 100))
            try engine.start()
            #expect(try await learns(follower) { try name(of: "n1", $0) == "front" })
        }
    }

    @Test func `a burst of events is answered by few questions`() async throws {
        try await following { engine, follower in
            engine.has(networks: ["n1": "front"])
            try engine.start()
            #expect(try await learns(follower) { $0.version != nil })
            let before = engine.questions
            for number in 1...200 { engine.has(networks: ["n1": "front\(number)"]) }
            #expect(try await learns(follower) { try name(of: "n1", $0) == "front200" })
            // Three for each time that the lists are read.
            #expect(engine.questions - before < 60)
        }
    }

    @Test func `whoever follows an engine that says nothing ends at once`() async throws {
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
