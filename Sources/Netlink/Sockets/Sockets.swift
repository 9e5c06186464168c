// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The sockets of a network namespace (`sock_diag`).
///
/// Any user may list sockets.
public struct Sockets: Sendable {
    private let exchange: any NetlinkExchange

    /// Creates a view of the sockets behind a socket of the family ``NetlinkFamily/sockets``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Lists sockets of a protocol in some states, optionally of one family or one port.
    ///
    /// Fails with ``NetlinkError/isNotFound`` if the kernel cannot list sockets of the protocol.
    ///
    /// Equivalent to: `ss --all --numeric --tcp 'sport = :80'`
    public func list(
        _ transport: TransportProtocol,
        family: IPFamily? = nil,
        states: SocketStates = .all,
        port: UInt16 = 0
    ) throws(NetlinkError) -> [SocketMessage] {
        var sockets: [SocketMessage] = []
        for family in family.map({ [$0] }) ?? IPFamily.allCases {
            let body = SocketRequest(family: family, transport: transport, states: states, port: port)
            sockets += try exchange.read(
                .list("list sockets", subject: "\(transport)", type: .socket, body: body),
                expecting: .socket
            )
        }
        return sockets
    }
}
