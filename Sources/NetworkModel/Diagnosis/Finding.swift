// SPDX-License-Identifier: Apache-2.0

/// A problem and its remedy.
public struct Finding: Hashable, Sendable, Comparable {
    /// The check.
    public let check: Check
    /// The subject: a setting, a network, a link.
    public let subject: String
    /// The problem.
    public let finding: String
    /// The remedy.
    public let advice: String

    /// Creates a finding.
    public init(_ check: Check, about subject: String, finding: String, advice: String) {
        self.check = check
        self.subject = subject
        self.finding = finding
        self.advice = advice
    }

    /// Returns a Boolean value that indicates whether another finding has the same check and subject, possibly with other numbers.
    public func isAbout(sameAs other: Self) -> Bool { check == other.check && subject == other.subject }

    /// Returns a Boolean value that indicates whether the first finding precedes the second in the output.
    public static func < (left: Self, right: Self) -> Bool {
        (left.check, left.subject, left.finding) < (right.check, right.subject, right.finding)
    }
}
