// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The identity of a socket, in requests and replies (`struct inet_diag_sockid`).
struct SocketIdentity {
    var local: AddressPort
    var remote: AddressPort
    var interface: LinkIndex
    var cookie: UInt64

    init(local: AddressPort, remote: AddressPort, interface: LinkIndex = 0, cookie: UInt64 = 0) {
        self.local = local
        self.remote = remote
        self.interface = interface
        self.cookie = cookie
    }

    init(_ reader: inout ByteReader, of family: IPFamily) throws(DecodeError) {
        let ports: (UInt16, UInt16) = (
            try reader.bigEndianInteger("port of a socket"), try reader.bigEndianInteger("port of a socket's other end")
        )
        local = AddressPort(try Self.address(&reader, of: family), port: ports.0)
        remote = AddressPort(try Self.address(&reader, of: family), port: ports.1)
        interface = try reader.linkIndex("link index of a socket")
        cookie = try reader.integer("cookie of a socket")
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(bigEndian: local.port)
        writer.append(bigEndian: remote.port)
        for end in [local, remote] {
            let bytes = end.address.bytes
            writer.append(bytes)
            writer.append(repeatElement(0, count: Self.addressLength - bytes.count))
        }
        writer.append(interface)
        writer.append(integer: cookie)
    }

    private static let addressLength = 16

    /// Reads an address, whose field has the length of an IPv6 address in both families.
    private static func address(_ reader: inout ByteReader, of family: IPFamily) throws(DecodeError) -> IPAddress {
        let bytes = try reader.bytes(addressLength, of: "address of a socket")
        guard let address = IPAddress(bytes: bytes.prefix(family.byteCount)) else {
            throw DecodeError("address of a socket: not of its family", offset: bytes.startIndex)
        }
        return address
    }
}

extension IPFamily {
    /// Creates the family at the start of a socket message.
    init(_ reader: inout ByteReader) throws(DecodeError) {
        let offset = reader.rest.startIndex
        switch AddressFamily(rawValue: try reader.integer("family of a socket")) {
        case .ipv4: self = .v4
        case .ipv6: self = .v6
        case let other: throw DecodeError("sockets of the family \(other.rawValue)", offset: offset)
        }
    }
}

extension IPAddress {
    /// Returns the unspecified address of a family: 0.0.0.0 or `::`.
    static func unspecified(_ family: IPFamily) -> Self {
        switch family {
        case .v4: .v4(IPv4Address(rawValue: 0))
        case .v6: .v6(IPv6Address(rawValue: 0))
        }
    }
}
