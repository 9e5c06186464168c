// SPDX-License-Identifier: Apache-2.0

import Addressing
import InMemoryLogging
import Logging
import NetworkModel
import Synchronization
import Testing

@testable import FirewallZones

/// The follower of firewalld: its changes of zones, and its log.
struct ZoneFollowerTests {
    private let log = InMemoryLogHandler()
    private let bridges = Bridges()

    private final class Bridges: Sendable {
        let names = Mutex<Set<InterfaceName>>([])

        func set(_ texts: String...) throws {
            let new = Set(try texts.map { try InterfaceName($0) })
            names.withLock { $0 = new }
        }
    }

    private var messages: [String] { log.entries.filter { $0.level > .debug }.map { "\($0.level) \($0.message)" } }

    /// Runs a follower beside a test.
    private func following(
        _ firewalld: ImaginedFirewalld,
        _ test: @escaping @Sendable (ZoneFollower) async throws -> Void
    ) async throws {
        let bridges = bridges
        var logger = Logger(label: "test") { [log] _ in log }
        logger.logLevel = .debug
        let follower = ZoneFollower(
            connect: { work in try await work(firewalld) },
            bridges: { bridges.names.withLock { $0 } },
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await follower.run() }
            try await test(follower)
        }
    }

    private func eventually(_ condition: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while !condition(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
        #expect(condition())
    }

    @Test func `bridges join the zone, and leave it with their networks`() async throws {
        try bridges.set("a", "b")
        let firewalld = ImaginedFirewalld()
        try await following(firewalld) { follower in
            try await eventually { firewalld.links == ["a": "docker", "b": "docker"] }
            try await eventually { follower.zones?.zoneOfLink.count == 2 }
            try bridges.set("b", "c")
            follower.wake()
            try await eventually { firewalld.links == ["b": "docker", "c": "docker"] }
        }
        #expect(messages.filter { $0 == "info link added to firewalld zone" }.count == 3)
        #expect(messages.filter { $0 == "info link removed from firewalld zone" }.count == 1)
    }

    @Test func `bridges join again after a reload or restart of firewalld has removed them`() async throws {
        try bridges.set("a")
        let firewalld = ImaginedFirewalld()
        try await following(firewalld) { follower in
            for _ in 1...3 {
                try await eventually { firewalld.links == ["a": "docker"] }
                firewalld.change { $0.zoneOfLink = [:] }
            }
            try await eventually { firewalld.links == ["a": "docker"] }
            firewalld.change { $0 = ImaginedFirewalld.State(isRunning: false) }
            try await eventually { follower.zones == nil }
            firewalld.change { $0.isRunning = true }
            try await eventually { firewalld.links == ["a": "docker"] }
        }
    }

    @Test func `a missing zone is created once, and an unsuccessful reload is not repeated`() async throws {
        try bridges.set("a")
        let firewalld = ImaginedFirewalld(.init(hasZone: false, makesZone: false))
        try await following(firewalld) { follower in
            try await eventually { messages.contains("warning cannot add link to firewalld zone") }
            for _ in 1...5 {
                firewalld.change { _ in }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        #expect(firewalld.state.withLock(\.reloads) == 1)
        #expect(messages.filter { $0 == "warning cannot add link to firewalld zone" }.count == 1)

        let other = ImaginedFirewalld(.init(hasZone: false))
        try await following(other) { _ in try await eventually { other.links == ["a": "docker"] } }
        #expect(other.state.withLock(\.reloads) == 1)
    }

    @Test func `a refusal is logged once, and the observed zones lack the bridge`() async throws {
        try bridges.set("a")
        let firewalld = ImaginedFirewalld(.init(refusal: "NOT_AUTHORIZED"))
        try await following(firewalld) { follower in
            for _ in 1...5 {
                firewalld.change { _ in }
                try await Task.sleep(for: .milliseconds(100))
            }
            try await eventually { follower.zones == FirewallZones() }
        }
        #expect(messages == ["warning cannot add link to firewalld zone"])
    }

    @Test func `on a host without firewalld or without a bus, the follower does and logs nothing`() async throws {
        try bridges.set("a")
        let firewalld = ImaginedFirewalld(.init(isRunning: false))
        try await following(firewalld) { follower in
            try await Task.sleep(for: .milliseconds(200))
            #expect(follower.zones == nil)
        }
        #expect(firewalld.links.isEmpty)
        var logger = Logger(label: "test") { [log] _ in log }
        logger.logLevel = .trace
        let follower = ZoneFollower(busSocket: "/nonexistent/bus", bridges: { [] }, logger: logger)
        let task = Task { await follower.run() }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        await task.value
        #expect(log.entries.isEmpty)
    }
}
