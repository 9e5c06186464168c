// SPDX-License-Identifier: Apache-2.0

import Addressing

extension NFFamily {
    /// Creates the packet family of an address family (`NFPROTO_IPV4`, `NFPROTO_IPV6`).
    init(_ family: IPFamily) {
        switch family {
        case .v4: self = .ipv4
        case .v6: self = .ipv6
        }
    }

    /// The address family; nil for packets without addresses, or of both families.
    var addresses: IPFamily? {
        switch self {
        case .ipv4: .v4
        case .ipv6: .v6
        default: nil
        }
    }
}
