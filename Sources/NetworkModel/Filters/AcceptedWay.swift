// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A rule of a user in `DOCKER-USER` that accepts packets from one link to another, whatever else the rule asks of them.
public struct AcceptedWay: Hashable, Sendable {
    /// The link that packets come in by.
    public let input: String
    /// The link that packets leave by.
    public let output: String
    /// The families of the packets.
    public let families: Set<IPFamily>
    /// The rule as a person finds it: `iptables DOCKER-USER, rule 1`.
    public let rule: String
}

extension ForwardFilter {
    /// The ways that rules in `DOCKER-USER` accept, between two links that a rule names in full.
    public var acceptedWays: [AcceptedWay] {
        guard case .iptables = kind, let chain = chains[DockerFilterChain.user.rawValue] else { return [] }
        return chain.rules.compactMap { rule in
            guard rule.verdict == .accept, let input = rule.link(.inputName), let output = rule.link(.outputName) else {
                return nil
            }
            return AcceptedWay(
                input: input,
                output: output,
                families: packets,
                rule: "\(place(of: chain.name)), \(rule.label)"
            )
        }
    }
}

extension FilterRule {
    /// The link that the rule names in full; nil for none, and for the beginning of a name (`br+`).
    fileprivate func link(_ field: FilterField) -> String? {
        for case .compare(let value, .equal, let bytes) in conditions where value.field == field {
            let name = bytes.prefix { $0 != 0 }
            let length = value.bits?.mask.prefix { $0 == 0xff }.count ?? bytes.count
            // The zero behind the name counts as well.
            if length > name.count { return String(decoding: name, as: UTF8.self) }
        }
        return nil
    }
}
