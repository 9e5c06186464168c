// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Reserves host ports while they are published, and relays traffic that bypasses the firewall's translation.
///
/// Relayed clients are those on ::1, and those of a family that the container lacks.
public protocol PortReservations: Sendable {
    /// Reserves the ports of publications that have one protocol and one port: all of them, or none.
    ///
    /// Ports of 0.0.0.0 and :: are reserved together. An existing reservation stays, and leads to the new container from now on.
    ///
    /// Traffic is relayed only after ``relay(_:_:)``.
    /// - Parameter clients: The only clients besides the host itself; empty for all clients.
    func reserve(_ publications: [Publication], for clients: AddressSet) throws(PortError)

    /// Sets the part of the traffic to reserved ports that is relayed, for each port of runs. Ports that lead elsewhere by now do not
    /// change.
    func relay(_ publications: [Publication], in scope: RelayScope)

    /// Releases ports; their relayed connections end. Ports without a reservation are ignored.
    func release(_ ports: [HostPort])

    /// Returns a Boolean value that indicates whether a port is reserved.
    func hasReserved(_ port: HostPort) -> Bool

    /// Returns the owner of a port that could not be reserved, if the host reports it: `nginx.service`.
    func owner(of port: HostPort) async -> String?

    /// The ports that the host assigns to requests without a port number (`net.ipv4.ip_local_port_range`).
    var automaticPorts: PortRange { get }

    /// The ports that the host assigns only by number (`net.ipv4.ip_local_reserved_ports`).
    var reservedPorts: [PortRange] { get }
}

/// The reason that a host port was not reserved.
public enum PortError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another program has the port (`EADDRINUSE`).
    case taken(HostPort)
    /// The host has no such address (`EADDRNOTAVAIL`).
    case noSuchAddress(IPAddress)
    /// The kernel refused for another reason: one line.
    case failed(HostPort, String)

    /// The error in one line.
    public var description: String {
        switch self {
        case .taken(let port): "host port \(port) is in use"
        case .noSuchAddress(let address):
            "host address \(address) is not assigned to this host; use an address that `ip address` lists, omit it, or wait for it with "
                + "publish.absent_address=wait"
        case .failed(let port, let cause): "host port \(port): \(cause)"
        }
    }
}
