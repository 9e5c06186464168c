// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// Completes unfinished networks.
///
/// A full disk or the kernel may have delayed the deletion of a network. A crash may have interrupted a creation that Docker never
/// repeated.
public struct Finisher: Sendable {
    private let reconciler: Reconciler
    private let pause: Duration

    init(_ reconciler: Reconciler, pause: Duration = .seconds(30)) {
        self.reconciler = reconciler
        self.pause = pause
    }

    /// Runs until the task is cancelled.
    public func run() async {
        while (try? await Task.sleep(for: pause)) != nil {
            try? await reconciler.finishNetworks([.creating, .deleting])
        }
    }
}
