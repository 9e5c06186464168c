// SPDX-License-Identifier: Apache-2.0

import IPAM
import NetworkModel

extension Change {
    /// Whether it is about the end of something, and nothing begins with it: what a full disk should not hold up.
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
