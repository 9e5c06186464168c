// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// Something on the way from one party to another, as `mdnp explain --format json` prints it.
public struct PassageSummary: Codable, Hashable, Sendable {
    /// The family of the packets: `IPv4` or `IPv6`.
    public let family: String
    /// What it is: a container, a link, a rule, a route.
    public let place: String
    /// Whether packets pass.
    public let passes: Bool
    /// Why.
    public let reason: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case family, place, passes, reason
    }

    /// What is on the way, in its order, family by family.
    static func all(on paths: [Path]) -> [PassageSummary] {
        paths.flatMap { path in
            path.passages.map { passage in
                PassageSummary(
                    family: "\(path.family)",
                    place: passage.place,
                    passes: passage.isOpen,
                    reason: passage.reason
                )
            }
        }
    }
}
