// SPDX-License-Identifier: Apache-2.0

import Addressing
import Driver
import IPAM
import NetworkModel

/// A pool as `mdnp pools --format json` prints it, or a reserved address outside of any pool.
public struct PoolSummary: Codable, Hashable, Sendable {
    /// The name of the lease, as returned to Docker; absent for a reservation without a pool.
    public let id: String?
    /// The address space.
    public let space: String
    /// The subnet.
    public let subnet: String
    /// The range within the subnet from which mdnp assigns addresses; absent for the entire subnet.
    public let range: String?
    /// A Boolean value that indicates whether mdnp chose the subnet.
    public let isAutomatic: Bool
    /// The id of the mdnp network on the pool; absent without a network, or with a network of another driver.
    public let network: String?
    /// The name of the network; absent if unknown.
    public let networkName: String?
    /// The number of assignable addresses, or the largest number of 64 bits if there are more.
    public let size: UInt64
    /// The number of held addresses.
    public let held: Int
    /// The number of resting addresses, kept for their last owner.
    public let resting: Int
    /// The number of addresses reserved for a name, held by the name or not.
    public let reserved: Int
    /// All held, resting and reserved addresses, in order.
    public let addresses: [AddressSummary]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, space, subnet, range
        case isAutomatic = "automatic"
        case network
        case networkName = "network_name"
        case size, held, resting, reserved, addresses
    }

    init(_ usage: AddressBook.Usage, in view: AddressView, networkNames: [NetworkID: String]) {
        let network = view.networks[usage.pool.id]
        let pool = usage.pool
        self.id = pool.id.text
        self.space = pool.space.rawValue
        self.subnet = pool.prefix.description
        self.range = pool.range?.description
        self.isAutomatic = pool.isAutomatic
        self.network = network?.text
        self.networkName = network.flatMap { networkNames[$0] }
        self.size = UInt64(clamping: pool.size)
        self.held = usage.held
        self.resting = usage.resting
        self.addresses = view.book.addresses(of: pool.id).map { row in
            AddressSummary(
                row.address,
                state: row.state,
                container: view.containerName(at: row.address, of: pool.id),
                reservedFor: view.book.reservation(of: row.address, in: pool.space)
            )
        }
        self.reserved = addresses.count { $0.reservedFor != nil }
    }

    init(_ reservation: AddressBook.Reservation) {
        self.id = nil
        self.space = reservation.space.rawValue
        self.subnet = "\(reservation.address)/\(reservation.address.family.bitWidth)"
        self.range = nil
        self.isAutomatic = false
        self.network = nil
        self.networkName = nil
        self.size = 1
        self.held = 0
        self.resting = 0
        self.reserved = 1
        self.addresses = [
            AddressSummary(reservation.address, state: .reserved, container: nil, reservedFor: reservation.name)
        ]
    }

    /// Returns the pools, then the reservations outside of any pool.
    static func all(in view: AddressView, networkNames: [NetworkID: String]) -> [Self] {
        view.usages.map { Self($0, in: view, networkNames: networkNames) } + view.reservations.map(Self.init)
    }
}
