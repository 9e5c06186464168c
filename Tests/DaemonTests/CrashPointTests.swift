// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// The daemon cut off at every place where it can be: before each commit, each step of the kernel, each port and each answer.
@Suite(.tags(.kernel), .requiresRoot, .timeLimit(.minutes(10)))
struct CrashPointTests {
    /// More than a life has.
    private static let limit = 300
    /// How many walk side by side: most of the time goes by in waiting for processes and the kernel.
    private static let walkers = 3

    @Test(arguments: CrashWalker.Client.allCases, 1...walkers)
    func `a life that is cut off at any point goes on, or is taken back, and leaves nothing`(
        client: CrashWalker.Client,
        first: Int
    ) async throws {
        for number in stride(from: first, to: Self.limit, by: Self.walkers) {
            guard try await CrashWalker().walk(upTo: number, client) else {
                // A life has some fifty points: were there fewer, some would have been passed by.
                #expect(number > 50)
                return
            }
        }
        Issue.record("a life has more points than \(Self.limit)")
    }

    /// Behind every other point of a life; many leave a start nothing to do.
    @Test(arguments: 1...walkers)
    func `a start that is cut off at any point is made good by the next`(first: Int) async throws {
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
