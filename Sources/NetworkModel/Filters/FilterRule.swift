// SPDX-License-Identifier: Apache-2.0

/// A rule of a filter: its conditions, and the verdict on a packet that meets them.
public struct FilterRule: Hashable, Sendable {
    /// The verdict on a packet.
    public enum Verdict: Hashable, Sendable {
        /// The packet passes this filter.
        case accept
        /// The packet is dropped, with or without a reply to its sender (`drop`, `reject`).
        case drop
        /// The calling chain continues (`return`).
        case `return`
        /// Another chain decides, or else the next rule (`jump`).
        case jump(String)
        /// Another chain decides, or else the calling chain (`goto`).
        case goto(String)
    }

    /// The label of the rule in its chain: `rule 3`, `handle 12`.
    public let label: String
    /// The conditions.
    public let conditions: [FilterCondition]
    /// The verdict on a packet that meets all conditions.
    public let verdict: Verdict

    /// Creates a rule.
    public init(_ label: String, _ conditions: [FilterCondition], _ verdict: Verdict) {
        self.label = label
        self.conditions = conditions
        self.verdict = verdict
    }
}
