// SPDX-License-Identifier: Apache-2.0

import Foundation
import PluginTesting

/// A pool as `mdnp pools --format json` prints it.
struct PoolRow: Decodable, Equatable {
    let id: String?
    let space: String
    let subnet: String
    let range: String?
    let automatic: Bool
    let network: String?
    let size: UInt64
    let held: Int
    let resting: Int
    let reserved: Int
    let addresses: [AddressRow]

    /// Returns the addresses in a state.
    func addresses(_ state: String) -> [String] {
        addresses.filter { $0.state == state }.map(\.address)
    }
}

/// An address of a pool.
struct AddressRow: Decodable, Equatable {
    let address: String
    let state: String
    let purpose: String?
    let container: String?
    let reserved_for: String?
    let since: String?
}

extension DaemonProcess {
    /// The pools, as the admin socket returns them to commands.
    var pools: [PoolRow] {
        get throws { try JSONDecoder().decode([PoolRow].self, from: Data(connectAdmin().get("/pools").utf8)) }
    }

    /// Returns the pool of a lease, or nil.
    func pool(_ id: String) throws -> PoolRow? {
        try pools.first { $0.id == id }
    }
}
