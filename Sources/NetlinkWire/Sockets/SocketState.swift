// SPDX-License-Identifier: Apache-2.0

/// The state of a socket (`TCP_…`); sockets of other protocols use two of them.
public struct SocketState: RawRepresentable, Hashable, Sendable {
    /// The number as it travels.
    public let rawValue: UInt8

    /// The state of this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Connected (`TCP_ESTABLISHED`); UDP: with a peer of its own.
    public static let established = SocketState(rawValue: 1)
    /// Without a connection (`TCP_CLOSE`); UDP: without a peer of its own.
    public static let closed = SocketState(rawValue: 7)
    /// Accepts connections (`TCP_LISTEN`).
    public static let listening = SocketState(rawValue: 10)
    /// Bound, and neither listening nor connected (`TCP_BOUND_INACTIVE`, only in requests, Linux 6.8).
    public static let bound = SocketState(rawValue: 13)
}

/// The states that a request asks for (`idiag_states`).
public struct SocketStates: OptionSet, Hashable, Sendable {
    /// One bit for each state, by its number.
    public let rawValue: UInt32

    /// The states of these bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Some states.
    ///
    /// Numbers from 32 on have no bit.
    public init(_ states: SocketState...) {
        rawValue = states.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
    }

    /// All states.
    public static let all = SocketStates(rawValue: .max)
}
