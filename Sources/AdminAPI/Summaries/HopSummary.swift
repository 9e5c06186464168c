// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// A hop of a trace, as `mdnp explain --format json` prints it.
public struct HopSummary: Codable, Hashable, Sendable {
    /// The family of the packets: `IPv4` or `IPv6`.
    public let family: String
    /// The hop: a container, a link, a rule, a route.
    public let hop: String
    /// A Boolean value that indicates whether the hop allows the packets.
    public let isAllowed: Bool
    /// The reason for the verdict.
    public let reason: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case family, hop
        case isAllowed = "allowed"
        case reason
    }

    /// Returns the hops of each family, in the order of the trace.
    static func all(on paths: [Trace]) -> [HopSummary] {
        paths.flatMap { path in
            path.hops.map { hop in
                HopSummary(
                    family: "\(path.family)",
                    hop: hop.place,
                    isAllowed: hop.isOpen,
                    reason: hop.reason
                )
            }
        }
    }
}
