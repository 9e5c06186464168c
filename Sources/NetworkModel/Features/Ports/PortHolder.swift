// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Takes ports of the host's, so that nobody else can while they are published, and hands over to the container what comes to them past
/// the firewall: from ::1, and from clients of a family that the container does not have.
public protocol PortHolder: Sendable {
    /// Takes the ports of publications that have one protocol and one port: all of them, or none.
    ///
    /// Those of 0.0.0.0 and :: are taken together. What is held already is kept, and leads to the new container from now on.
    ///
    /// Nothing is relayed before ``relay(_:_:)``.
    /// - Parameter clients: Whom alone it serves, beside the host itself; empty is everyone.
    func hold(_ publications: [Publication], for clients: AddressSet) throws(PortError)

    /// Sets which part of what comes to held ports is relayed, each port of runs. Ports that lead elsewhere by now are left alone.
    func relay(_ publications: [Publication], _ scope: RelayScope)

    /// Lets go of ports; what is handed over at the moment ends. Those that are not held are let go already.
    func release(_ ports: [HostPort])

    /// Whether a port is held.
    func holds(_ port: HostPort) -> Bool

    /// The holder of a port that could not be taken, as far as the host tells: `nginx.service`.
    func owner(of port: HostPort) async -> String?

    /// The ports that the host gives to whoever asks for none in particular (`net.ipv4.ip_local_port_range`).
    var automaticPorts: PortRange { get }

    /// The ports that the host gives only to whoever asks for them by number (`net.ipv4.ip_local_reserved_ports`).
    var reservedPorts: [PortRange] { get }
}

/// Why a port of the host's was not taken.
public enum PortError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Somebody has it (`EADDRINUSE`).
    case taken(HostPort)
    /// The host has no such address (`EADDRNOTAVAIL`).
    case noSuchAddress(IPAddress)
    /// The kernel refused for another reason, told in one line.
    case failed(HostPort, String)

    /// The error in one line.
    public var description: String {
        switch self {
        case .taken(let port): "port \(port): is taken"
        case .noSuchAddress(let address):
            "address \(address): is not on this host; publish at one that `ip address` lists, or at none, or wait for it with "
                + "publish.absent_address=wait"
        case .failed(let port, let cause): "port \(port): \(cause)"
        }
    }
}
