// SPDX-License-Identifier: Apache-2.0

public import Addressing

extension AddressBook {
    /// Reserves an address of a pool for a name permanently, even if the pool is released and leased again.
    ///
    /// Refuses an address that is reserved for, or held by, another name. No change if the name has the reservation already.
    public func reserving(
        _ address: IPAddress,
        of id: PoolID,
        for name: String
    ) throws(AddressRefusal) -> [AddressChange] {
        guard let pool = pools[id] else { throw .unknownPool(id) }
        let offset = try pool.pool.usableOffset(of: address)
        if let owner = reservation(of: address, in: pool.pool.space) {
            guard owner == name else { throw .reserved(address, for: owner) }
            return []
        }
        let reserving = AddressChange.reserve(pool.pool.space, address, name: name)
        switch pool[offset] {
        case .held(let lease) where lease.purpose == .gateway || (lease.name != nil && lease.name != name):
            throw .held(address, by: lease)
        case .resting: return [reserving, .forget(id, address)]
        case .held, .reserved, nil: return [reserving]
        }
    }

    /// Removes the reservation of an address; no change if there is none.
    public func unreserving(_ address: IPAddress, in space: AddressSpace) -> [AddressChange] {
        reservation(of: address, in: space) == nil ? [] : [.unreserve(space, address)]
    }
}
