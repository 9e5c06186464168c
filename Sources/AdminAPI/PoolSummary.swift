import Addressing
public import Foundation
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

    enum CodingKeys: String, CodingKey {
        case id, space, subnet, range, network, size, held, resting, reserved, addresses
        case isAutomatic = "automatic"
    }

    init(_ usage: AddressBook.Usage, network: NetworkID?, in book: AddressBook) {
        let pool = usage.pool
        self.id = pool.id.text
        self.space = pool.space.rawValue
        self.subnet = pool.prefix.description
        self.range = pool.range?.description
        self.isAutomatic = pool.isAutomatic
        self.network = network?.text
        self.size = UInt64(clamping: pool.size)
        self.held = usage.held
        self.resting = usage.resting
        self.addresses = book.addresses(of: pool.id).map { row in
            AddressSummary(row.address, row.state, reservedFor: book.reservation(of: row.address, in: pool.space))
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
        self.size = 1
        self.held = 0
        self.resting = 0
        self.reserved = 1
        self.addresses = [AddressSummary(reservation.address, .reserved, reservedFor: reservation.name)]
    }

    /// The pools, and behind them the reservations that are in none.
    static func all(in book: AddressBook, networks: [PoolID: NetworkID]) -> [Self] {
        book.usages.map { Self($0, network: networks[$0.pool.id], in: book) }
            + book.allReservations.filter { book.pool(around: $0.address, in: $0.space) == nil }.map(Self.init)
    }
}

/// An address that is not simply free.
public struct AddressSummary: Codable, Hashable, Sendable {
    /// The address.
    public let address: String
    /// `held`, `resting` (given back, waiting for who had it) or `reserved` (kept for a name that does not have it now).
    public let state: String
    /// `gateway`, or `address`: a container's, or an auxiliary one.
    public let purpose: String?
    /// The container that has it or had it last; absent where Docker did not tell (engines before 29).
    public let name: String?
    /// The name it is kept for.
    public let reservedFor: String?
    /// Since when it is held, or rests.
    public let since: Date?

    enum CodingKeys: String, CodingKey {
        case address, state, purpose, name, since
        case reservedFor = "reserved_for"
    }

    init(_ address: IPAddress, _ state: AddressState, reservedFor: String?) {
        self.address = address.description
        self.reservedFor = reservedFor
        let lease: Lease?
        switch state {
        case .held(let held): (self.state, lease) = ("held", held)
        case .resting(let rested, order: _): (self.state, lease) = ("resting", rested)
        case .reserved: (self.state, lease) = ("reserved", nil)
        }
        self.purpose = lease?.purpose.rawValue
        self.name = lease?.name
        self.since = lease.map { Date(timeIntervalSince1970: TimeInterval($0.since.seconds)) }
    }
}
