// SPDX-License-Identifier: Apache-2.0

/// A rule of a filter: what it asks of a packet, and what becomes of one that meets it.
public struct FilterRule: Hashable, Sendable {
    /// What becomes of a packet.
    public enum Verdict: Hashable, Sendable {
        /// The packet passes this filter.
        case accept
        /// The packet is dropped, with or without an answer to its sender (`drop`, `reject`).
        case drop
        /// The chain that led here goes on.
        case `return`
        /// A chain decides, or else the next rule (`jump`).
        case jump(String)
        /// A chain decides, or else the chain that led here (`goto`).
        case goto(String)
    }

    /// How a person finds it in its chain: `rule 3`, `handle 12`.
    public let label: String
    /// What it asks.
    public let conditions: [FilterCondition]
    /// What becomes of a packet that meets all of it.
    public let verdict: Verdict

    /// A rule.
    public init(_ label: String, _ conditions: [FilterCondition], _ verdict: Verdict) {
        self.label = label
        self.conditions = conditions
        self.verdict = verdict
    }
}
