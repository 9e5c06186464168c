// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The way of packets of one family, as far as mdnp knows it: what they pass, up to what stops them.
public struct Path: Hashable, Sendable {
    /// Something on the way: a link, a rule, a route.
    public struct Passage: Hashable, Sendable {
        /// What it is: `link mv9c41e0f2a7c3`, `table inet mdnp, chain leaving`.
        public let place: String
        /// Whether the packets pass.
        public let isOpen: Bool
        /// Why.
        public let reason: String
    }

    /// The family of the packets.
    public let family: IPFamily
    /// What is on the way, in its order; where one is closed it is the last.
    public private(set) var passages: [Passage] = []

    /// Whether the packets arrive.
    public var isOpen: Bool { passages.allSatisfy(\.isOpen) }

    /// A way on which nothing is yet.
    init(_ family: IPFamily) {
        self.family = family
    }

    /// Goes on, past something; what lies behind something closed is not looked at.
    mutating func pass(_ place: String, because reason: String) {
        if isOpen { passages.append(Passage(place: place, isOpen: true, reason: reason)) }
    }

    /// Ends here.
    mutating func stop(_ place: String, because reason: String) {
        if isOpen { passages.append(Passage(place: place, isOpen: false, reason: reason)) }
    }

    /// Ends here unless something is so; where it is so there is nothing to tell.
    mutating func require(_ isSo: Bool, at place: String, otherwise reason: @autoclosure () -> String) {
        if !isSo { stop(place, because: reason()) }
    }
}
