// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import Synchronization

/// The port of the host's that was chosen last where nobody named one.
final class AutomaticPort: Sendable {
    private let last = Mutex<UInt16?>(nil)

    /// The port; nil until one was chosen.
    var value: UInt16? { last.withLock { $0 } }

    /// Takes in what was chosen for requests.
    func follow(_ chosen: [Publication], of missing: [PortPlan.Missing]) {
        let open = Set(
            missing.lazy.filter { $0.request.hostPorts == nil && $0.preferred == nil }.map(\.request.containerPort)
        )
        guard let port = chosen.filter({ open.contains($0.container.port) }).map(\.host.port).max() else { return }
        last.withLock { $0 = port }
    }
}
