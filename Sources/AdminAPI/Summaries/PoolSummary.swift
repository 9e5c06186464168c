// SPDX-License-Identifier: Apache-2.0

import Addressing
import Driver
import IPAM
import NetworkModel

/// A pool as `mdnp pools --format json` prints it; also an address of which only a reservation is left.
public struct PoolSummary: Codable, Hashable, Sendable {
    /// The name of its lease, as Docker knows it; absent where only a reservation is left.
    public let id: String?
    /// The address space.
    public let space: String
    /// The subnet.
    public let subnet: String
    /// The part of it from which addresses are chosen; absent where that is all of it.
    public let range: String?
    /// Whether mdnp chose the subnet.
    public let isAutomatic: Bool
    /// The id of mdnp's network on it; absent where there is none, or another driver's.
    public let network: String?
    /// That network's name; absent where it is not known.
    public let networkName: String?
    /// How many addresses a choice is made from, or the largest number of 64 bits if they are more.
    public let size: UInt64
    /// How many addresses are held.
    public let held: Int
    /// How many wait for who had them.
    public let resting: Int
    /// How many are kept for a name, whether or not it has them.
    public let reserved: Int
    /// All addresses that are not simply free, in order.
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

    /// The pools, and behind them the reservations that are in none.
    static func all(in view: AddressView, networkNames: [NetworkID: String]) -> [Self] {
        view.usages.map { Self($0, in: view, networkNames: networkNames) } + view.reservations.map(Self.init)
    }
}
