// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM

/// A plain model of a pool: every address in a dictionary, every choice by a search over all of them.
struct PlainPool {
    let subnet: Prefix
    let range: Prefix?
    let space: AddressSpace
    /// The addresses that an interface can have.
    let usable: ClosedRange<UInt128>
    /// The usable addresses of the automatic choice.
    let assignable: ClosedRange<UInt128>

    /// The lease; nil if there is none.
    var id: PoolID?
    var held: [IPAddress: Lease] = [:]
    private var resting: [IPAddress: (name: String?, order: Int)] = [:]
    private var nextOrder = 0
    var reserved: [IPAddress: String] = [:]

    /// Creates a model with these usable and assignable addresses.
    init(
        _ subnet: String,
        range: String? = nil,
        in space: AddressSpace = .local,
        usable: (String, String),
        assignable: (String, String)? = nil
    ) throws {
        self.subnet = try prefix(subnet)
        self.range = try range.map(prefix)
        self.space = space
        let (first, last) = assignable ?? usable
        self.usable = try address(usable.0).rawValue...address(usable.1).rawValue
        self.assignable = try address(first).rawValue...address(last).rawValue
    }

    /// The number of resting addresses.
    var restingCount: Int { resting.count }

    /// Ends the lease of the pool with all its held addresses.
    mutating func end() {
        id = nil
        held = [:]
        resting = [:]
    }

    /// The result of a request: an address, or the kind of refusal.
    enum Answer: Equatable {
        case address(IPAddress)
        case refusal(String)
    }

    func answer(to request: AddressRequest) -> Answer {
        if let address = request.address {
            guard usable.contains(address.rawValue) else { return .refusal("unusable") }
            if held[address] != nil { return .refusal("held") }
            guard let owner = reserved[address] else { return .address(address) }
            let matches = request.purpose == .address && (request.name == nil || request.name == owner)
            return matches ? .address(address) : .refusal("reserved")
        }
        let choice =
            request.purpose == .gateway ? lowestFree(in: usable) : own(request.name) ?? lowestFree(in: assignable)
        return (choice ?? longestResting).map(Answer.address) ?? .refusal("exhausted")
    }

    mutating func hold(_ address: IPAddress, _ lease: Lease) {
        resting[address] = nil
        held[address] = lease
    }

    mutating func release(_ address: IPAddress) {
        guard let lease = held.removeValue(forKey: address) else { return }
        guard assignable.contains(address.rawValue), reserved[address] == nil else { return }
        resting[address] = (lease.name, nextOrder)
        nextOrder += 1
    }

    /// Reserves an address for a name; returns the kind of refusal, or nil.
    mutating func reserve(_ address: IPAddress, for name: String) -> String? {
        guard usable.contains(address.rawValue) else { return "unusable" }
        if let owner = reserved[address] { return owner == name ? nil : "reserved" }
        if let lease = held[address], lease.purpose == .gateway || (lease.name ?? name) != name { return "held" }
        reserved[address] = name
        resting[address] = nil
        return nil
    }

    /// The states of all addresses that are not free, in order.
    var rows: [String] {
        let states =
            held.mapValues { "held \($0.name ?? "")" }
            .merging(resting.mapValues { "resting \($0.name ?? "")" }) { one, other in "\(one) and \(other)" }
            .merging(reserved.mapValues { _ in "reserved" }) { one, _ in one }
        return states.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    }

    private func isFree(_ address: IPAddress) -> Bool {
        held[address] == nil && reserved[address] == nil && resting[address] == nil
    }

    private var longestResting: IPAddress? { resting.min { $0.value.order < $1.value.order }?.key }

    private func lowestFree(in numbers: ClosedRange<UInt128>) -> IPAddress? {
        numbers.lazy.compactMap { IPAddress(rawValue: $0, family: subnet.family) }.first(where: isFree)
    }

    private func own(_ name: String?) -> IPAddress? {
        guard let name else { return nil }
        return reserved.filter { $0.value == name && held[$0.key] == nil }.keys.min()
            ?? resting.filter { $0.value.name == name }.max { $0.value.order < $1.value.order }?.key
    }
}
