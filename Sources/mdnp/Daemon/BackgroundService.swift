// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Work that runs until the daemon stops.
///
/// The next start completes unfinished work.
struct BackgroundService: Service {
    let name: String
    private let work: @Sendable () async -> Void

    init(_ name: String, run work: @escaping @Sendable () async -> Void) {
        self.name = name
        self.work = work
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }
}
