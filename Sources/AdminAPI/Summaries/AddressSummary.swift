// SPDX-License-Identifier: Apache-2.0

import Addressing
public import Foundation
import IPAM

/// An address that is not simply free.
public struct AddressSummary: Codable, Hashable, Sendable {
    /// The address.
    public let address: String
    /// `held`, `resting` (given back, waiting for who had it) or `reserved` (kept for a name that does not have it now).
    public let state: String
    /// `gateway`, or `address`: a container's, or an auxiliary one.
    public let purpose: String?
    /// The container that has it or had it last; absent where it is not known.
    public let container: String?
    /// The name it is kept for.
    public let reservedFor: String?
    /// Since when it is held, or rests.
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
