// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A request for a list of sockets (`struct inet_diag_req_v2`).
public struct SocketRequest: Hashable, Sendable {
    /// The address family of the sockets (`sdiag_family`).
    public var family: IPFamily
    /// The protocol (`sdiag_protocol`).
    public var transport: TransportProtocol
    /// The states (`idiag_states`).
    public var states: SocketStates
    /// The local port of the sockets; 0 for any (`idiag_sport`).
    public var port: UInt16

    /// Creates a request for sockets of a family and a protocol, in some states, at one port or any.
    public init(
        family: IPFamily,
        transport: TransportProtocol,
        states: SocketStates = .all,
        port: UInt16 = 0
    ) {
        self.family = family
        self.transport = transport
        self.states = states
        self.port = port
    }
}

extension SocketRequest: NetlinkPayload {
    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        family = try IPFamily(&reader)
        let offset = reader.rest.startIndex
        let number = try reader.integer("protocol of sockets", as: UInt8.self)
        guard let transport = TransportProtocol(number: number) else {
            throw DecodeError("sockets of the protocol \(number)", offset: offset)
        }
        self.transport = transport
        _ = try reader.bytes(2, of: "header of a request for sockets")
        states = SocketStates(rawValue: try reader.integer("states of sockets"))
        port = try SocketIdentity(&reader, of: family).local.port
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: AddressFamily(family).rawValue)
        writer.append(integer: transport.number)
        writer.append([0, 0])
        writer.append(integer: states.rawValue)
        let any = IPAddress.unspecified(family)
        SocketIdentity(local: AddressPort(any, port: port), remote: AddressPort(any, port: 0)).encode(to: &writer)
    }
}
