// SPDX-License-Identifier: Apache-2.0

public import Addressing
import CLinux
import Glibc
public import LinuxSystem

/// A socket that listens for Prometheus.
final class MetricsListener: Sendable {
    /// The address and port.
    let address: AddressPort

    private let descriptor: OwnedDescriptor

    /// Binds the port and listens.
    init(_ address: AddressPort) throws(MetricsListenerError) {
        do throws(SyscallError) {
            descriptor = try Self.open(address)
        } catch {
            throw MetricsListenerError(address, number: error.number)
        }
        self.address = address
    }

    /// Returns a duplicate of the descriptor, for a caller that closes it.
    func duplicate() throws(SyscallError) -> OwnedDescriptor {
        let copy = descriptor.withRaw { fcntl($0, F_DUPFD_CLOEXEC, 0) }
        guard copy >= 0 else { throw SyscallError(lastOf: "duplicate", subject: "socket") }
        return OwnedDescriptor(adopting: copy)
    }

    private static func open(_ address: AddressPort) throws(SyscallError) -> OwnedDescriptor {
        let isIPv6 = address.address.family == .v6
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let raw = socket(isIPv6 ? AF_INET6 : AF_INET, type, 0)
        guard raw >= 0 else { throw SyscallError(lastOf: "open", subject: "socket") }
        let descriptor = OwnedDescriptor(adopting: raw)
        // Connections in TIME_WAIT do not block the port, and :: does not include 0.0.0.0.
        var options = [(SOL_SOCKET, SO_REUSEADDR)]
        if isIPv6 { options.append((Int32(IPPROTO_IPV6), IPV6_V6ONLY)) }
        for (level, option) in options {
            guard clinux_set_socket_option(raw, level, option, 1) == 0 else {
                throw SyscallError(lastOf: "set option of", subject: "socket")
            }
        }
        var name = clinux_socket_address()
        name.family = UInt16(isIPv6 ? AF_INET6 : AF_INET)
        name.port = address.port
        withUnsafeMutableBytes(of: &name.bytes) { $0.copyBytes(from: address.address.bytes) }
        guard clinux_bind(raw, &name) == 0 else { throw SyscallError(lastOf: "bind", subject: "socket") }
        guard listen(raw, SOMAXCONN) == 0 else { throw SyscallError(lastOf: "listen at", subject: "socket") }
        return descriptor
    }
}

/// An error in the metrics socket, in one line.
public struct MetricsListenerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address and port.
    public let address: AddressPort
    /// The error number of the failed system call.
    public let number: ErrorNumber

    init(_ address: AddressPort, number: ErrorNumber) {
        self.address = address
        self.number = number
    }

    /// The error in one line, with a remedy.
    public var description: String {
        let cause =
            switch number {
            case ErrorNumber(rawValue: EADDRINUSE): "port in use by another process"
            case ErrorNumber(rawValue: EADDRNOTAVAIL), ErrorNumber(rawValue: EAFNOSUPPORT):
                "address not assigned to this host"
            default: "\(number)"
            }
        return
            "listen for metrics on \(address): \(cause); use another address with --metrics HOST:PORT, or --metrics off"
    }
}
