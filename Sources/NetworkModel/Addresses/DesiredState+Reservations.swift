// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

/// An item that a user released with `mdnp release`.
public enum ReleasedItem: Hashable, Sendable {
    /// An address reserved for a name.
    case reservation(IPAddress, name: String)
    /// A held address, with the name from Docker's request.
    case lease(IPAddress, name: String?)
    /// A complete pool.
    case pool(Prefix)
}

extension DesiredState {
    /// Returns the changes of `mdnp reserve`: all of the addresses are reserved for the name, or none.
    ///
    /// - Parameter names: The names of networks, if known.
    public func reserving(
        _ addresses: [IPAddress],
        in scope: String,
        names: [NetworkID: String] = [:],
        for name: String
    ) throws(Refusal) -> [Change] {
        guard Self.isName(name) else {
            throw Refusal(
                "name \"\(name)\"",
                "is not a container name; use letters, digits, _, . and -, and begin with a letter or digit"
            )
        }
        let scope = try self.scope(scope, names: names)
        var changes: [Change] = []
        for address in addresses.withoutRepetitions {
            guard let pool = scope.pool(of: address) else {
                throw Refusal("address \(address)", "is outside the pools of \(scope.text)")
            }
            do {
                changes += try self.addresses.reserving(address, of: pool.id, for: name).map { .addresses($0) }
            } catch {
                throw Refusal(error)
            }
        }
        return changes
    }

    /// Returns the changes of `mdnp release`: a reservation is released first, and a held address only if there is no reservation.
    ///
    /// - Parameters:
    ///   - items: Addresses, and names. A name selects all addresses reserved for it or, if there are none, held by it. An empty list
    ///     selects the pools themselves.
    ///   - names: The names of networks, if known.
    public func releasing(
        _ items: [String],
        in scope: String,
        names: [NetworkID: String] = [:],
        at now: Timestamp
    ) throws(Refusal) -> Decision<[ReleasedItem]> {
        let scope = try self.scope(scope, names: names)
        var changes: [Change] = []
        var released: [ReleasedItem] = []
        if items.isEmpty {
            for block in scope.blocks {
                changes += try releasingPool(block)
                released.append(.pool(block.prefix))
            }
        }
        var found: [IPAddress] = []
        for item in items { found += try addresses(named: item, in: scope) }
        for address in found.withoutRepetitions {
            let (change, what) = try releasing(address, in: scope, at: now)
            changes += change
            released.append(what)
        }
        return Decision(changes, outcome: released)
    }

    private func releasingPool(_ block: AddressScope.Block) throws(Refusal) -> [Change] {
        let subject = "pool \(block.prefix)"
        guard let pool = block.pool else {
            throw Refusal(subject, "is not leased; name the address or container to release")
        }
        if let network = network(of: pool) {
            throw Refusal(
                subject,
                "belongs to network \(network.id.short); remove the network with \"docker network rm\""
            )
        }
        let held = addresses.addresses(of: pool.id).filter {
            if case .held(let lease) = $0.state { lease.purpose == .address } else { false }
        }
        if let first = held.first {
            let more = held.count > 1 ? " and \(held.count - 1) more" : ""
            throw Refusal(subject, "\(first.address)\(more) in use; release the addresses first")
        }
        return [.addresses(.releasePool(pool.id))]
    }

    private func addresses(named item: String, in scope: AddressScope) throws(Refusal) -> [IPAddress] {
        if let address = IPAddress(item) { return [address] }
        let kept = addresses.allReservations.filter { reservation in
            reservation.space == .local && reservation.name == item
                && scope.blocks.contains { $0.prefix.contains(reservation.address) }
        }
        if !kept.isEmpty { return kept.map(\.address) }
        let held = scope.blocks.compactMap(\.pool).flatMap { addresses.addresses(of: $0.id) }.filter {
            if case .held(let lease) = $0.state { lease.name == item } else { false }
        }
        guard !held.isEmpty else {
            throw Refusal("name \"\(item)\"", "has no reserved or leased address in \(scope.text)")
        }
        return held.map(\.address)
    }

    private func releasing(
        _ address: IPAddress,
        in scope: AddressScope,
        at now: Timestamp
    ) throws(Refusal) -> ([Change], ReleasedItem) {
        let subject = "address \(address)"
        guard scope.blocks.contains(where: { $0.prefix.contains(address) }) else {
            throw Refusal(subject, "is outside \(scope.text)")
        }
        if let name = addresses.reservation(of: address, in: .local) {
            let changes = addresses.unreserving(address, in: .local).map { Change.addresses($0) }
            return (changes, .reservation(address, name: name))
        }
        guard let pool = scope.pool(of: address), case .held(let lease) = addresses.state(of: address, in: pool.id)
        else {
            throw Refusal(subject, "is neither leased nor reserved")
        }
        if let network = network(of: pool) {
            if let endpoint = holder(of: address, on: network.id) {
                throw Refusal(subject, "belongs to endpoint \(endpoint.id.short); stop its container")
            }
            if network.subnets.contains(where: { $0.gateway == address }) {
                throw Refusal(subject, "is the gateway of network \(network.id.short)")
            }
        }
        let changes = addresses.releasing(address, of: pool.id, at: now).map { Change.addresses($0) }
        return (changes, .lease(address, name: lease.name))
    }

    /// Returns a Boolean value that indicates whether Docker accepts a text as a container name.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 255 else { return false }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        return isAlphanumeric(first)
            && text.utf8.allSatisfy {
                isAlphanumeric($0) || [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-")].contains($0)
            }
    }
}

extension [IPAddress] {
    /// The elements without duplicates, each at its first position.
    fileprivate var withoutRepetitions: Self {
        var seen: Set<IPAddress> = []
        return filter { seen.insert($0).inserted }
    }
}
