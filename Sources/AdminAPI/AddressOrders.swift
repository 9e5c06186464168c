// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// The request of `mdnp reserve`.
struct ReserveOrder: Codable, Sendable {
    /// The network or pool, as the user names it.
    let scope: String
    /// The name of the container.
    let name: String
    /// The addresses to reserve.
    let addresses: [IPAddress]
}

/// The request of `mdnp release`.
struct ReleaseOrder: Codable, Sendable {
    /// The network or pool, as the user names it.
    let scope: String
    /// Addresses and names of containers; empty for the pool itself.
    let items: [String]
}

extension ReleasedItem {
    /// A description of the released item.
    var summary: String {
        switch self {
        case .reservation(let address, let name): "\(address) is no longer reserved for \(name)"
        case .lease(let address, let name?): "\(address) is no longer leased to \(name)"
        case .lease(let address, nil): "\(address) is no longer leased"
        case .pool(let prefix): "pool \(prefix) is no longer leased"
        }
    }
}
