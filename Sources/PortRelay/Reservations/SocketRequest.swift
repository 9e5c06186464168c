// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import NetworkModel

/// A socket to open for ports that are not reserved yet.
enum SocketRequest: Hashable, Sendable {
    /// A socket for 0.0.0.0 and :: together.
    case both(ipv4: HostPort, ipv6: HostPort)
    /// A socket for a single port.
    case one(HostPort)

    /// Returns the sockets that ports of one protocol and one number need.
    static func all(for ports: [HostPort]) -> [SocketRequest] {
        let everywhere = ports.filter(\.address.isUnspecified)
        guard
            let ipv4 = everywhere.first(where: { $0.address.family == .v4 }),
            let ipv6 = everywhere.first(where: { $0.address.family == .v6 })
        else { return ports.map(SocketRequest.one) }
        return [.both(ipv4: ipv4, ipv6: ipv6)] + ports.filter { !$0.address.isUnspecified }.map(SocketRequest.one)
    }

    /// The ports that the socket reserves.
    var ports: [HostPort] {
        switch self {
        case .both(let ipv4, let ipv6): [ipv4, ipv6]
        case .one(let port): [port]
        }
    }

    /// A port and the socket that reserves it, if one is needed.
    typealias Opened = (port: HostPort, socket: ReservedSocket?)

    /// Binds a socket to a port, or to the port of both families.
    ///
    /// Returns nil if the kernel has no such socket and none is needed.
    typealias Bind = (_ port: HostPort, _ isOfBothFamilies: Bool) throws(SyscallError) -> ReservedSocket?

    /// Opens the socket in the namespace of the calling thread.
    func open(by bind: Bind = ReservedSocket.bound) throws(PortError) -> [Opened] {
        switch self {
        case .one(let port): [(port, try Self.socket(for: port, by: bind))]
        case .both(let ipv4, let ipv6): try Self.open(ipv4, and: ipv6, by: bind)
        }
    }

    private static func open(_ ipv4: HostPort, and ipv6: HostPort, by bind: Bind) throws(PortError) -> [Opened] {
        do {
            let socket = try bind(ipv6, true)
            return [(ipv4, socket), (ipv6, socket)]
        } catch {
            // Without IPv6 on the host, no client can use IPv6 either.
            let hasIPv6 = error.number != .familyNotSupported && error.number != .addressNotAvailable
            // Otherwise the port of either family may be taken. The one that can be bound shows which.
            let socket = try Self.socket(for: ipv4, by: bind)
            if hasIPv6 { throw PortError(error.number, at: ipv6) }
            return [(ipv4, socket), (ipv6, nil)]
        }
    }

    private static func socket(for port: HostPort, by bind: Bind) throws(PortError) -> ReservedSocket? {
        do {
            return try bind(port, false)
        } catch {
            throw PortError(error.number, at: port)
        }
    }
}

extension PortError {
    /// Describes the kernel's refusal of a port.
    init(_ number: ErrorNumber, at port: HostPort) {
        switch number {
        case .addressInUse: self = .taken(port)
        case .addressNotAvailable: self = .noSuchAddress(port.address)
        case .familyNotSupported where port.address.family == .v6: self = .noSuchAddress(port.address)
        default: self = .failed(port, "\(number)")
        }
    }
}
