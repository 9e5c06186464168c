// SPDX-License-Identifier: Apache-2.0

/// The subject of an event, as the number that the kernel returns with it (`epoll_data_t`).
struct EventToken: Hashable, Sendable {
    /// The kind of an event's subject.
    enum Kind: UInt64, CaseIterable {
        /// The wake-up descriptor: orders are waiting.
        case bell
        /// A reserved port: a client arrived.
        case reservedPort
        /// The client side of a relay.
        case client
        /// The container side of a relay.
        case container
        /// The socket of a datagram session.
        case session
    }

    let kind: Kind
    let number: UInt64

    init(_ kind: Kind, number: UInt64 = 0) {
        self.kind = kind
        self.number = number
    }

    init?(rawValue: UInt64) {
        guard let kind = Kind(rawValue: rawValue & 7) else { return nil }
        self.init(kind, number: rawValue >> 3)
    }

    var rawValue: UInt64 { number << 3 | kind.rawValue }
}
