// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A user's rule in `DOCKER-USER` that accepts packets from one link to another, whatever its other conditions.
public struct AcceptedWay: Hashable, Sendable {
    /// The incoming link of the packets.
    public let input: String
    /// The outgoing link of the packets.
    public let output: String
    /// The families of the packets.
    public let families: Set<IPFamily>
    /// The location of the rule: `iptables DOCKER-USER, rule 1`.
    public let rule: String
}

extension ForwardFilter {
    /// The pairs of links, both named in full, whose packets rules in `DOCKER-USER` accept.
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
    /// Returns the link that the rule names in full; nil for none, and for the beginning of a name (`br+`).
    fileprivate func link(_ field: FilterField) -> String? {
        for case .compare(let value, .equal, let bytes) in conditions where value.field == field {
            let name = bytes.prefix { $0 != 0 }
            let length = value.bits?.mask.prefix { $0 == 0xff }.count ?? bytes.count
            // The comparison must include the zero byte after the name.
            if length > name.count { return String(decoding: name, as: UTF8.self) }
        }
        return nil
    }
}
