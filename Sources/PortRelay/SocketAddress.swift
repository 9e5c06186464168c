// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux

/// One end of a connection: an address and a port (`struct sockaddr_in`, `struct sockaddr_in6`).
///
/// An IPv4 address stays IPv4, even if a socket of both families reports it as an IPv6 address (`::ffff:192.0.2.1`).
struct SocketAddress: Hashable, Sendable {
    /// The address.
    let address: IPAddress
    /// The port; 0 if only the address counts.
    let port: UInt16
    /// The link that a link-local address belongs to (`sin6_scope_id`); 0 for all others.
    let interface: UInt32

    init(_ address: IPAddress, port: UInt16, interface: UInt32 = 0) {
        self.address = address
        self.port = port
        // The link of arrival does not determine the link of the reply, except for link-local addresses.
        self.interface = address.family == .v6 && address.isLinkLocal ? interface : 0
    }

    /// Creates an address from the kernel's form; nil if the kernel reports no address.
    init?(_ raw: clinux_socket_address) {
        let address: IPAddress
        switch Int32(raw.family) {
        case AF_INET:
            let number = withUnsafeBytes(of: raw.bytes) { $0.loadUnaligned(as: UInt32.self) }
            address = .v4(IPv4Address(rawValue: UInt32(bigEndian: number)))
        case AF_INET6:
            let number = withUnsafeBytes(of: raw.bytes) { $0.loadUnaligned(as: UInt128.self) }
            address = IPAddress.v6(IPv6Address(rawValue: UInt128(bigEndian: number))).unmapped
        default:
            return nil
        }
        self.init(address, port: raw.port, interface: raw.interface)
    }

    /// Returns the address in the form for a socket of a family.
    func raw(on family: IPFamily) -> clinux_socket_address {
        var raw = clinux_socket_address()
        raw.port = port
        raw.interface = interface
        switch (family, address) {
        case (.v4, .v4(let address)):
            raw.family = UInt16(AF_INET)
            withUnsafeMutableBytes(of: &raw.bytes) {
                $0.storeBytes(of: address.rawValue.bigEndian, as: UInt32.self)
            }
        case (_, .v4(let address)):
            raw.family = UInt16(AF_INET6)
            let mapped = UInt128(address.rawValue) | 0xFFFF << 32
            withUnsafeMutableBytes(of: &raw.bytes) { $0.storeBytes(of: mapped.bigEndian, as: UInt128.self) }
        case (_, .v6(let address)):
            raw.family = UInt16(AF_INET6)
            withUnsafeMutableBytes(of: &raw.bytes) {
                $0.storeBytes(of: address.rawValue.bigEndian, as: UInt128.self)
            }
        }
        return raw
    }
}

extension IPFamily {
    /// The kernel's number of the family (`AF_INET`, `AF_INET6`).
    var number: Int32 { self == .v4 ? AF_INET : AF_INET6 }

    /// The unspecified address of the family: 0.0.0.0 or ::.
    var everyAddress: IPAddress {
        self == .v4 ? .v4(IPv4Address(rawValue: 0)) : .v6(IPv6Address(rawValue: 0))
    }
}
