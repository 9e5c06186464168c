// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem
import Testing

struct ThreadExecutorTests {
    private actor Worker {
        private let executor: ThreadExecutor
        private(set) var numbers: [Int] = []
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        init(name: String) throws {
            executor = try ThreadExecutor(name: name)
        }

        func threadID() -> pid_t { clinux_gettid() }
        func add(_ number: Int) { numbers.append(number) }
        nonisolated func assumeHere() { assumeIsolated { _ in } }
        func assume() { assumeHere() }
    }

    @Test func `an actor stays on its thread`() async throws {
        let worker = try Worker(name: "stays")
        let first = await worker.threadID()
        for _ in 0..<100 {
            await Task.yield()
            #expect(await worker.threadID() == first)
        }
        #expect(first != clinux_gettid())
        await worker.assume()
    }

    @Test func `jobs of one task run in order`() async throws {
        let worker = try Worker(name: "order")
        for number in 0..<1000 { await worker.add(number) }
        #expect(await worker.numbers == Array(0..<1000))
    }

    @Test func `the thread ends with its actor`() async throws {
        for _ in 0..<50 {
            let worker = try Worker(name: "mdnp-leak-test")
            await worker.add(1)
        }
        try await eventually { threadCount(named: "mdnp-leak-test") == 0 }
    }

    @Test func `the thread of an unused executor ends as well`() async throws {
        for _ in 0..<50 { _ = try ThreadExecutor(name: "mdnp-idle-test") }
        try await eventually { threadCount(named: "mdnp-idle-test") == 0 }
    }

    private func eventually(_ condition: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !condition() {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func threadCount(named name: String) -> Int {
        guard let directory = opendir("/proc/self/task") else { return -1 }
        defer { closedir(directory) }
        var count = 0
        while let entry = readdir(directory) {
            let id = withUnsafeBytes(of: entry.pointee.d_name) { name in
                String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            }
            let file = try? OwnedDescriptor(opening: "/proc/self/task/\(id)/comm")
            guard let comm = try? file?.readToEnd(subject: "comm") else { continue }
            if String(decoding: comm, as: UTF8.self) == name + "\n" { count += 1 }
        }
        return count
    }
}
