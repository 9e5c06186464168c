// SPDX-License-Identifier: Apache-2.0

public import IPAM

/// Why something asked for is not done: one line that names the value and what is wrong with it.
///
/// A refusal is an answer to the one who asked, not a fault of mdnp: nothing was changed.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was asked for, in the words of the one who asked: `option mtu`, `network 9c41e0f2a7b3`.
    public let subject: String
    /// What is wrong with it, and what to do where that is known.
    public let reason: String

    /// A refusal that reads `subject: reason`.
    public init(_ subject: String, _ reason: String) {
        self.subject = subject
        self.reason = reason
    }

    /// What the allocator of addresses refused.
    public init(_ refusal: AddressRefusal) {
        self.init(refusal.subject, refusal.reason)
    }

    /// Subject and reason, as one line.
    public var description: String { "\(subject): \(reason)" }
}
