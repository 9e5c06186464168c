// SPDX-License-Identifier: Apache-2.0

/// The state of a socket (`TCP_…`); protocols other than TCP use two of the states.
public struct SocketState: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// Creates a state from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Connected (`TCP_ESTABLISHED`); for UDP, with a peer.
    public static let established = SocketState(rawValue: 1)
    /// Without a connection (`TCP_CLOSE`); for UDP, without a peer.
    public static let closed = SocketState(rawValue: 7)
    /// Accepts connections (`TCP_LISTEN`).
    public static let listening = SocketState(rawValue: 10)
    /// Bound, but neither listening nor connected (`TCP_BOUND_INACTIVE`, in requests only, Linux 6.8).
    public static let bound = SocketState(rawValue: 13)
}

/// A set of socket states for a request (`idiag_states`).
public struct SocketStates: OptionSet, Hashable, Sendable {
    /// The bits, one for each state by its number.
    public let rawValue: UInt32

    /// Creates a set from its bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Creates a set of states.
    ///
    /// States with numbers above 31 have no bit.
    public init(_ states: SocketState...) {
        rawValue = states.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
    }

    /// All states.
    public static let all = SocketStates(rawValue: .max)
}
