// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import Synchronization

/// The host port that mdnp chose last for a request without one.
final class AutomaticPort: Sendable {
    private let last = Mutex<UInt16?>(nil)

    /// The port; nil before the first choice.
    var value: UInt16? { last.withLock { $0 } }

    /// Records the highest port that was chosen for requests without a host port.
    func follow(_ chosen: [Publication], of missing: [PortPlan.Missing]) {
        let open = Set(
            missing.lazy.filter { $0.request.hostPorts == nil && $0.preferred == nil }.map(\.request.containerPort)
        )
        guard let port = chosen.filter({ open.contains($0.container.port) }).map(\.host.port).max() else { return }
        last.withLock { $0 = port }
    }
}
