// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire

extension SeededGenerator {
    private mutating func anyAddress(_ family: IPFamily) -> IPAddress {
        switch family {
        case .v4: .v4(IPv4Address(rawValue: number()))
        case .v6: .v6(IPv6Address(rawValue: UInt128(next()) << 64 | UInt128(next())))
        }
    }

    private mutating func transport() -> ConnectionTransport {
        var transport =
            switch next() % 3 {
            case 0: ConnectionTransport(number: 58, query: .init(type: number(), code: number(), id: number()))
            case 1: ConnectionTransport(number: 1, query: .init(type: number(), code: number(), id: number()))
            default: ConnectionTransport(number: number(), sourcePort: maybe(), destinationPort: maybe())
            }
        transport.unknown = unknown()
        return transport
    }

    private mutating func tuple(_ family: IPFamily) -> ConnectionTuple {
        var tuple = ConnectionTuple(from: anyAddress(family), to: anyAddress(family), over: transport())
        tuple.zone = maybe()
        tuple.unknown = unknown()
        return tuple
    }

    mutating func connection() -> ConnectionMessage {
        let family = IPFamily.allCases.randomElement(using: &self) ?? .v4
        var connection = ConnectionMessage(original: tuple(family), reply: tuple(family))
        connection.status = maybe().map(ConnectionStatus.init(rawValue:))
        connection.timeout = maybe()
        connection.mark = maybe()
        connection.zone = number()
        connection.id = maybe()
        connection.unknown = unknown()
        return connection
    }

    mutating func connectionRequest() -> ConnectionRequest {
        var request = ConnectionRequest(
            family: Bool.random(using: &self) ? IPFamily.allCases.randomElement(using: &self) : nil
        )
        switch next() % 3 {
        case 0: request = ConnectionRequest(connection())
        case 1: request.transport = transport()
        default: break
        }
        if Bool.random(using: &self) { request.mark = ConnectionMark(number(), mask: number()) }
        request.zone = maybe()
        return request
    }
}
