// SPDX-License-Identifier: Apache-2.0

public import IPAM

/// The reason that a request is refused: one line with the value and its problem.
///
/// A refusal is a reply to the caller, not a fault of mdnp: nothing was changed.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The subject of the request, in the caller's terms: `option mtu`, `network 9c41e0f2a7b3`.
    public let subject: String
    /// The problem, and the remedy if known.
    public let reason: String

    /// Creates a refusal that reads `subject: reason`.
    public init(_ subject: String, _ reason: String) {
        self.subject = subject
        self.reason = reason
    }

    /// Creates the equivalent of a refusal by the address allocator.
    public init(_ refusal: AddressRefusal) {
        self.init(refusal.subject, refusal.reason)
    }

    /// Subject and reason, as one line.
    public var description: String { "\(subject): \(reason)" }
}
