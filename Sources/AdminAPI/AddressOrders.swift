// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// What `mdnp reserve` asks for.
struct ReserveOrder: Codable, Sendable {
    /// A network or pool.
    let scope: String
    /// The container's name.
    let name: String
    /// The addresses.
    let addresses: [IPAddress]
}

/// What `mdnp release` asks for.
struct ReleaseOrder: Codable, Sendable {
    /// A network or pool.
    let scope: String
    /// Addresses and names; none is the pool itself.
    let items: [String]
}

extension ReleasedItem {
    /// What was released, in words.
    var words: String {
        switch self {
        case .reservation(let address, let name): "\(address) is no longer reserved for \(name)"
        case .lease(let address, let name?): "\(address) is no longer held by \(name)"
        case .lease(let address, nil): "\(address) is no longer held"
        case .pool(let prefix): "pool \(prefix) is no longer leased"
        }
    }
}
