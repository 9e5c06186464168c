// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// Interruptions of the daemon at each crash point: before each commit, kernel step, port and reply.
@Suite(.tags(.kernel), .requiresRoot, .timeLimit(.minutes(10)))
struct CrashPointTests {
    /// An upper limit for the crash points of a life.
    private static let limit = 300
    /// The number of concurrent walkers: a walker mostly waits for processes and the kernel.
    private static let walkers = 3

    @Test(arguments: CrashWalker.Client.allCases, 1...walkers)
    func `a life interrupted at any point continues or is rolled back, and leaves nothing behind`(
        client: CrashWalker.Client,
        first: Int
    ) async throws {
        for number in stride(from: first, to: Self.limit, by: Self.walkers) {
            guard try await CrashWalker().walk(upTo: number, client) else {
                // A life has more than 50 points; at a lower number, the walk missed some.
                #expect(number > 50)
                return
            }
        }
        Issue.record("a life has more points than \(Self.limit)")
    }

    /// Starts after every second point of a life; after many points, a start has no work.
    @Test(arguments: 1...walkers)
    func `a start interrupted at any point is completed by the next one`(first: Int) async throws {
        var starts = 0
        for number in stride(from: first * 2, to: 54, by: Self.walkers * 2) {
            for start in 1...Self.limit {
                guard try await CrashWalker().walk(upTo: number, thenStartUpTo: start, .rollsBack) else { break }
                starts += 1
            }
        }
        #expect(starts > 0)
    }
}
