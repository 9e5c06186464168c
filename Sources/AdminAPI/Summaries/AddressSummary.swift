// SPDX-License-Identifier: Apache-2.0

import Addressing
public import Foundation
import IPAM

/// An address that is held, resting or reserved.
public struct AddressSummary: Codable, Hashable, Sendable {
    /// The address.
    public let address: String
    /// The state: `held`, `resting` (released, kept for its last owner) or `reserved` (for a name that does not hold the address now).
    public let state: String
    /// The purpose: `gateway`, or `address` for a container's or an auxiliary address.
    public let purpose: String?
    /// The container that holds the address or held it last; absent if unknown.
    public let container: String?
    /// The name for which the address is reserved.
    public let reservedFor: String?
    /// The time since which the address is held or resting.
    public let since: Date?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case address, state, purpose, container
        case reservedFor = "reserved_for"
        case since
    }

    init(_ address: IPAddress, state: AddressState, container: String?, reservedFor: String?) {
        self.address = address.description
        self.reservedFor = reservedFor
        let lease: Lease?
        switch state {
        case .held(let held): (self.state, lease) = ("held", held)
        case .resting(let rested, order: _): (self.state, lease) = ("resting", rested)
        case .reserved: (self.state, lease) = ("reserved", nil)
        }
        self.purpose = lease?.purpose.rawValue
        self.container = container ?? lease?.name
        self.since = lease.map { Date(timeIntervalSince1970: TimeInterval($0.since.seconds)) }
    }
}
