// SPDX-License-Identifier: Apache-2.0

import Addressing

extension NFFamily {
    /// The family of packets that have addresses of a family (`NFPROTO_IPV4`, `NFPROTO_IPV6`).
    init(_ family: IPFamily) {
        switch family {
        case .v4: self = .ipv4
        case .v6: self = .ipv6
        }
    }

    /// The family of addresses; nil where packets have none, or those of both.
    var addresses: IPFamily? {
        switch self {
        case .ipv4: .v4
        case .ipv6: .v6
        default: nil
        }
    }
}
