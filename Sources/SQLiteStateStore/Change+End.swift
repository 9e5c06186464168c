// SPDX-License-Identifier: Apache-2.0

import IPAM
import NetworkModel

extension Change {
    /// A Boolean value that indicates whether the change only removes or releases objects.
    ///
    /// A full disk must not block such a change.
    var endsSomething: Bool {
        switch self {
        case .setPhase(_, let phase): phase == .deleting
        case .removeNetwork, .left, .removeEndpoint, .withdraw, .forgetHostChange: true
        case .addNetwork, .addEndpoint, .joined, .publish, .recordHostChange: false
        case .addresses(let change):
            switch change {
            case .releasePool, .rest, .forget, .unreserve: true
            case .leasePool, .hold, .reserve, .adoptUniqueLocalBlock: false
            }
        }
    }
}
