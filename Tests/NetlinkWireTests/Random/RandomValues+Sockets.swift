// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire

extension SeededGenerator {
    private mutating func end(_ family: IPFamily) -> AddressPort {
        let address: IPAddress =
            switch family {
            case .v4: .v4(IPv4Address(rawValue: number()))
            case .v6: .v6(IPv6Address(rawValue: UInt128(next()) << 64 | UInt128(next())))
            }
        return AddressPort(address, port: number())
    }

    mutating func socket() -> SocketMessage {
        let family = IPFamily.allCases.randomElement(using: &self) ?? .v4
        var socket = SocketMessage(SocketState(rawValue: number()), at: end(family))
        socket.remote = end(family)
        socket.interface = LinkIndex(rawValue: number())
        socket.cookie = next()
        socket.timer.kind = number()
        socket.timer.repetitions = number()
        socket.timer.expires = number()
        (socket.receiveQueue, socket.sendQueue) = (number(), number())
        (socket.user, socket.inode) = (number(), number())
        socket.isIPv6Only = Bool.random(using: &self) ? Bool.random(using: &self) : nil
        socket.controlGroup = maybe()
        socket.unknown = unknown()
        return socket
    }

    mutating func socketRequest() -> SocketRequest {
        SocketRequest(
            family: IPFamily.allCases.randomElement(using: &self) ?? .v4,
            transport: TransportProtocol.allCases.randomElement(using: &self) ?? .tcp,
            states: SocketStates(rawValue: number()),
            port: number()
        )
    }
}
