// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The path of packets of one family, as observed by mdnp: the hops up to the one that stops the packets.
public struct Trace: Hashable, Sendable {
    /// A hop of the path: a link, a rule, a route.
    public struct Hop: Hashable, Sendable {
        /// The location: `link mv9c41e0f2a7c3`, `table inet mdnp, chain leaving`.
        public let place: String
        /// A Boolean value that indicates whether the packets pass.
        public let isOpen: Bool
        /// The reason.
        public let reason: String
    }

    /// The family of the packets.
    public let family: IPFamily
    /// The hops in order; one that stops the packets is the last.
    public private(set) var hops: [Hop] = []

    /// A Boolean value that indicates whether the packets arrive.
    public var isOpen: Bool { hops.allSatisfy(\.isOpen) }

    /// Creates an empty path.
    init(_ family: IPFamily) {
        self.family = family
    }

    /// Adds a hop that packets pass; ignored after a hop that stopped them.
    mutating func pass(_ place: String, because reason: String) {
        if isOpen { hops.append(Hop(place: place, isOpen: true, reason: reason)) }
    }

    /// Adds a hop that stops the packets.
    mutating func stop(_ place: String, because reason: String) {
        if isOpen { hops.append(Hop(place: place, isOpen: false, reason: reason)) }
    }

    /// Adds a hop that stops the packets unless a condition holds; adds nothing if it holds.
    mutating func require(_ isSo: Bool, at place: String, otherwise reason: @autoclosure () -> String) {
        if !isSo { stop(place, because: reason()) }
    }
}
