// SPDX-License-Identifier: Apache-2.0

/// What mdnp puts right by itself.
public enum RepairKind: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// The firewall's tables, or mdnp's rule in Docker's filter.
    case firewall
    /// A network's bridge, or its addresses.
    case bridge
    /// The host's end of an endpoint's veth.
    case link
    /// A published port that nobody held.
    case port
    /// An endpoint that was over, though nobody said so.
    case endpoint

    /// What a step puts right.
    public init(_ step: Step) {
        switch step {
        case .ensure where !step.isOfFirewall: self = .bridge
        case .repair: self = .link
        default: self = .firewall
        }
    }

    /// The word.
    public var description: String { rawValue }
}
