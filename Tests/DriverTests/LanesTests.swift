// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import Synchronization
import Testing

@testable import Driver

/// A value that several tasks change.
private final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    func withLock<Answer: Sendable>(_ body: @Sendable (inout Value) -> Answer) -> Answer {
        mutex.withLock { body(&$0) }
    }
}

struct LanesTests {
    private let one: Lane
    private let two: Lane

    init() throws {
        one = .network(try NetworkID("n1"))
        two = .network(try NetworkID("n2"))
    }

    @Test func `work in one lane never overlaps, and no lane stays in use`() async throws {
        let lanes = Lanes()
        let running = Shared((now: 0, most: 0))
        try await withThrowingTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    try await lanes.run(on: one) {
                        running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        await Task.yield()
                        running.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(running.withLock { $0.most } == 1)
        #expect(lanes.inUse == 0)
    }

    @Test func `work runs in the order of its arrival`() async throws {
        let lanes = Lanes()
        let order = Shared<[Int]>([])
        let (gate, open) = AsyncStream<Void>.makeStream()
        let first = Task {
            try await lanes.run(on: one) { for await _ in gate { break } }
        }
        while lanes.inUse == 0 { await Task.yield() }
        var others: [Task<Void, any Error>] = []
        for number in 0..<50 {
            others.append(Task { try await lanes.run(on: one) { order.withLock { $0.append(number) } } })
            while lanes.waiting(on: one) <= number { await Task.yield() }
        }
        open.yield()
        try await first.value
        for other in others { try await other.value }
        #expect(order.withLock { $0 } == Array(0..<50))
    }

    @Test func `different lanes run concurrently`() async throws {
        let lanes = Lanes()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let held = Task { try await lanes.run(on: one) { for await _ in gate { break } } }
        while lanes.inUse == 0 { await Task.yield() }
        try await lanes.run(on: two) {}
        open.yield()
        try await held.value
    }

    @Test func `a lane continues after work that fails`() async throws {
        let lanes = Lanes()
        let error = await #expect(throws: DriverError.self) {
            try await lanes.run(on: one) { () throws(DriverError) in throw .failed("cannot be done") }
        }
        #expect("\(try #require(error))" == "cannot be done")
        try await lanes.run(on: one) {}
        #expect(lanes.inUse == 0)
    }

    @Test func `waiting work is done although its task was cancelled`() async throws {
        let lanes = Lanes()
        let done = Shared(false)
        let (gate, open) = AsyncStream<Void>.makeStream()
        let held = Task { try await lanes.run(on: one) { for await _ in gate { break } } }
        while lanes.inUse == 0 { await Task.yield() }
        let waiting = Task { try await lanes.run(on: one) { done.withLock { $0 = true } } }
        while lanes.waiting(on: one) == 0 { await Task.yield() }
        waiting.cancel()
        open.yield()
        try await held.value
        try await waiting.value
        #expect(done.withLock { $0 })
    }

    @Test func `lanes are entered in the order of endpoint, network, ports and host`() async throws {
        let lanes = Lanes()
        let all = [.endpoint(try EndpointID("e1")), one, .ports, .host] as [Lane]
        let entered = Shared<[Lane]>([])
        func enter(_ rest: ArraySlice<Lane>) async throws(DriverError) {
            guard let lane = rest.first else { return }
            try await lanes.run(on: lane) { () throws(DriverError) in
                entered.withLock { $0.append(lane) }
                try await enter(rest.dropFirst())
            }
        }
        // Every subset of the lanes, in their order.
        for selection in 0..<(1 << all.count) {
            let chosen = all.indices.filter { selection & 1 << $0 != 0 }.map { all[$0] }
            entered.withLock { $0 = [] }
            try await enter(chosen[...])
            #expect(entered.withLock { $0 } == chosen)
        }
        #expect(lanes.inUse == 0)
    }

    @Test func `a lane in the wrong order is an error that names both lanes, and its work does not wait`() async throws
    {
        let lanes = Lanes()
        let all = [.endpoint(try EndpointID("e1")), .endpoint(try EndpointID("e2")), one, two, .ports, .host] as [Lane]
        for held in all {
            for lane in all where lane.rank <= held.rank {
                let runs = Shared(0)
                let error = await #expect(throws: DriverError.self) {
                    try await lanes.run(on: held) { () throws(DriverError) in
                        try await lanes.run(on: lane) { runs.withLock { $0 += 1 } }
                    }
                }
                guard case .lane(let order) = error else {
                    Issue.record("entered \(lane) from \(held)")
                    continue
                }
                #expect(order == LaneError(lane: lane, held: held))
                #expect(runs.withLock { $0 } == 0)
                #expect(lanes.inUse == 0)
            }
        }
        let error = LaneError(lane: one, held: .ports)
        #expect(
            "\(error)" == "lane of network n1: cannot be entered from the lane of host ports, which comes later; "
                + "this is a bug in mdnp, please report it"
        )
    }

    @Test func `a lane is not held after its work, and child tasks are in the lanes of their parent`()
        async throws
    {
        let lanes = Lanes()
        try await lanes.run(on: one) { () throws(DriverError) in
            try await lanes.run(on: .host) {}
            try await lanes.run(on: .ports) {}
            await #expect(throws: DriverError.self) {
                async let child: Void = lanes.run(on: two) {}
                try await child
            }
        }
        try await lanes.run(on: two) { () throws(DriverError) in try await lanes.run(on: .ports) {} }
        #expect(lanes.inUse == 0)
    }
}
