// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// Finishes what calls could not: networks that are being deleted and that the kernel, or a full disk, held up, and networks that a crash cut
/// off while they were made and that nobody asked for again.
public struct Finisher: Sendable {
    private let reconciler: Reconciler
    private let pause: Duration

    init(_ reconciler: Reconciler, pause: Duration = .seconds(30)) {
        self.reconciler = reconciler
        self.pause = pause
    }

    /// Works until the task is cancelled.
    public func run() async {
        while (try? await Task.sleep(for: pause)) != nil {
            try? await reconciler.finishNetworks([.creating, .deleting])
        }
    }
}
