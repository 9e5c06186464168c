// SPDX-License-Identifier: Apache-2.0

/// What an event is about, as the number that the kernel gives back with it (`epoll_data_t`).
struct EventToken: Hashable, Sendable {
    /// Whose event it is.
    enum Kind: UInt64, CaseIterable {
        /// There are orders.
        case bell
        /// Somebody came to a held port.
        case held
        /// A relay's socket on the client's side.
        case client
        /// A relay's socket on the container's side.
        case container
        /// The socket of a session of datagrams.
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
