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
    @Test func `work in one lane never overlaps, and no lane is left behind`() async {
        let lanes = Lanes<Int>()
        let running = Shared((now: 0, most: 0))
        await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    await lanes.run(on: 1) {
                        running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        await Task.yield()
                        running.withLock { $0.now -= 1 }
                    }
                }
            }
        }
        #expect(running.withLock { $0.most } == 1)
        #expect(lanes.inUse == 0)
    }

    @Test func `work runs in the order in which it came`() async {
        let lanes = Lanes<String>()
        let order = Shared<[Int]>([])
        let (gate, open) = AsyncStream<Void>.makeStream()
        let first = Task {
            await lanes.run(on: "n") { for await _ in gate { break } }
        }
        while lanes.inUse == 0 { await Task.yield() }
        var others: [Task<Void, Never>] = []
        for number in 0..<50 {
            others.append(Task { await lanes.run(on: "n") { order.withLock { $0.append(number) } } })
            while lanes.waiting(on: "n") <= number { await Task.yield() }
        }
        open.yield()
        await first.value
        for other in others { await other.value }
        #expect(order.withLock { $0 } == Array(0..<50))
    }

    @Test func `different lanes run side by side`() async {
        let lanes = Lanes<Int>()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let held = Task { await lanes.run(on: 1) { for await _ in gate { break } } }
        while lanes.inUse == 0 { await Task.yield() }
        await lanes.run(on: 2) {}
        open.yield()
        await held.value
    }

    @Test func `a lane goes on after work that fails`() async {
        struct Failure: Error {}
        let lanes = Lanes<Int>()
        await #expect(throws: Failure.self) { try await lanes.run(on: 1) { throw Failure() } }
        await lanes.run(on: 1) {}
        #expect(lanes.inUse == 0)
    }

    @Test func `work that waits is done although its task was cancelled`() async {
        let lanes = Lanes<Int>()
        let done = Shared(false)
        let (gate, open) = AsyncStream<Void>.makeStream()
        let held = Task { await lanes.run(on: 1) { for await _ in gate { break } } }
        while lanes.inUse == 0 { await Task.yield() }
        let waiting = Task { await lanes.run(on: 1) { done.withLock { $0 = true } } }
        while lanes.waiting(on: 1) == 0 { await Task.yield() }
        waiting.cancel()
        open.yield()
        await held.value
        await waiting.value
        #expect(done.withLock { $0 })
    }
}
