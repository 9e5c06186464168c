// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc

/// A socket address as the kernel reads and writes it (`sockaddr_in`, `sockaddr_in6`).
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// Creates an empty address, for the kernel to fill.
    init() {}

    init(_ address: IPAddress, _ port: UInt16) {
        switch address {
        case .v4(let address):
            var ipv4 = sockaddr_in()
            ipv4.sin_family = sa_family_t(AF_INET)
            ipv4.sin_port = port.bigEndian
            ipv4.sin_addr.s_addr = address.rawValue.bigEndian
            store(ipv4)
        case .v6(let address):
            var ipv6 = sockaddr_in6()
            ipv6.sin6_family = sa_family_t(AF_INET6)
            ipv6.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &ipv6.sin6_addr) { $0.copyBytes(from: address.bytes) }
            store(ipv6)
        }
    }

    private mutating func store<Value>(_ value: Value) {
        withUnsafeBytes(of: value) { bytes in withUnsafeMutableBytes(of: &storage) { $0.copyBytes(from: bytes) } }
        length = socklen_t(MemoryLayout<Value>.size)
    }

    /// The IP address; IPv4 also if a socket of both families reports it in IPv6 form.
    var ipAddress: IPAddress? {
        withUnsafeBytes(of: storage) { bytes in
            if Int32(storage.ss_family) == AF_INET { return IPAddress(bytes: bytes[4..<8]) }
            let address = bytes[8..<24]
            let isMapped = address.prefix(10).allSatisfy { $0 == 0 } && address[18] == 0xff && address[19] == 0xff
            return IPAddress(bytes: isMapped ? address.suffix(4) : address)
        }
    }

    func read<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    mutating func write<Result>(_ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result)
        -> Result
    {
        var (room, size) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
        let result = withUnsafeMutablePointer(to: &room) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
        }
        (storage, length) = (room, size)
        return result
    }
}
