// SPDX-License-Identifier: Apache-2.0

/// The kinds of objects that mdnp repairs.
public enum RepairKind: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// The firewall's tables, or mdnp's rule in Docker's filter.
    case firewall
    /// A network's bridge, or its addresses.
    case bridge
    /// The host end of an endpoint's veth.
    case link
    /// A published port without a reservation.
    case port
    /// A stale endpoint without DeleteEndpoint.
    case endpoint

    /// Creates the kind of a step's repair.
    public init(_ step: Step) {
        switch step {
        case .ensure where !step.isOfFirewall: self = .bridge
        case .repair: self = .link
        default: self = .firewall
        }
    }

    /// The kind as text.
    public var description: String { rawValue }
}
