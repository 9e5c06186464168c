// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

/// A host in the namespace of the test, with a container on one side and a client on the other.
///
/// No route leads from one to the other: the host does not forward.
struct Site {
    let host: NetworkNamespace
    let container: NetworkNamespace
    let client: NetworkNamespace

    init() async throws {
        host = try .ofTest
        container = try .new()
        client = try .new()
        try await Witness(host)("ip", "link", "set", "lo", "up")
        try await join(container, "bridge0", ["10.1.0", "fd00:1:"])
        try await join(client, "uplink0", ["192.0.2", "2001:db8:"])
        for address in ["10.1.0.2", "fd00:1::2", "192.0.2.2", "2001:db8::2"] { try await host.awaits(address) }
    }

    /// Connects a namespace; the host has the first address of each network, the namespace the second.
    private func join(_ namespace: NetworkNamespace, _ link: String, _ networks: [String]) async throws {
        let path = namespace.withRaw { "/proc/\(getpid())/fd/\($0)" }
        try await Witness(host)(
            "ip",
            "link",
            "add",
            link,
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "netns",
            path
        )
        for (witness, link, number) in [(Witness(host), link, 1), (Witness(namespace), "eth0", 2)] {
            try await witness("ip", "link", "set", link, "up")
            try await witness("ip", "address", "add", "\(networks[0]).\(number)/24", "dev", link)
            try await witness("ip", "address", "add", "\(networks[1]):\(number)/64", "dev", link, "nodad")
        }
    }

    /// Keeps the namespaces until this call.
    func stay() { withExtendedLifetime(self) {} }
}

extension HostPort {
    /// Creates a port from its texts.
    static func of(_ address: String, _ port: UInt16, _ transport: TransportProtocol = .tcp) throws -> HostPort {
        HostPort(transport, try #require(IPAddress(address)), port)
    }
}

extension Publication {
    /// Creates a publication from its texts.
    static func of(
        _ address: String,
        _ port: UInt16,
        to container: String = "10.1.0.2",
        _ containerPort: UInt16 = 80,
        _ transport: TransportProtocol = .tcp
    ) throws -> Publication {
        let container = AddressPort(try #require(IPAddress(container)), port: containerPort)
        return Publication(try .of(address, port, transport), to: container, of: try EndpointID("one"))
    }
}

extension NetworkNamespace {
    /// Waits until an address replies.
    ///
    /// Packets may be lost until links are up and addresses in use.
    func awaits(_ address: String) async throws {
        try await Witness(self)("ping", "-n", "-q", "-c", "1", "-i", "0.1", "-w", "10", address)
    }
}

/// Waits until a condition holds.
///
/// A starting child process of any test has a copy of every descriptor until it runs its program. A closed descriptor may therefore stay
/// open for a moment.
func eventually(_ condition: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !condition() {
        try #require(ContinuousClock.now < deadline)
        try await Task.sleep(for: .milliseconds(2))
    }
}
