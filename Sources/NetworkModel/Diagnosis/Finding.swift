// SPDX-License-Identifier: Apache-2.0

/// Something that is wrong, and what to do.
public struct Finding: Hashable, Sendable, Comparable {
    /// What was checked.
    public let check: Check
    /// What of it: a setting, a network, a link.
    public let subject: String
    /// What is wrong.
    public let finding: String
    /// What to do.
    public let advice: String

    /// A finding.
    public init(_ check: Check, about subject: String, finding: String, advice: String) {
        self.check = check
        self.subject = subject
        self.finding = finding
        self.advice = advice
    }

    /// Whether another is about the same, perhaps with other numbers.
    public func isAbout(sameAs other: Self) -> Bool { check == other.check && subject == other.subject }

    /// Whether the first is told first.
    public static func < (left: Self, right: Self) -> Bool {
        (left.check, left.subject, left.finding) < (right.check, right.subject, right.finding)
    }
}
