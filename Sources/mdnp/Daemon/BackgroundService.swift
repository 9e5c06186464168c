// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Work that goes on until the daemon stops.
///
/// What it has not done by then, the next start does.
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
