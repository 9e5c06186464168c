// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import KernelTesting
import LinuxSystem
import NetworkModel
import PortRelay
import Testing

/// The reservation of ports.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct PortReservationTests {
    private let host: NetworkNamespace
    private let relay: PortRelay

    init() async throws {
        host = try .ofTest
        try await Witness(host)("ip", "link", "set", "lo", "up")
        relay = try .relaying(in: host)
    }

    private func publications(
        _ addresses: [String],
        _ port: UInt16 = 8080,
        _ transport: TransportProtocol = .tcp
    ) throws -> [Publication] {
        try addresses.map { try .of($0, port, to: "10.1.0.2", 80, transport) }
    }

    /// Returns whether another program could bind the port of an address.
    private func isFree(
        _ address: String,
        _ port: UInt16 = 8080,
        _ transport: TransportProtocol = .tcp,
        reusing: Bool = false
    ) throws -> Bool {
        let address = try #require(IPAddress(address))
        let socket = try Socket(transport, address.family, in: host)
        if reusing { try socket.set(SOL_SOCKET, SO_REUSEADDR, 1) }
        if address.family == .v6 { try socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        do throws(SyscallError) {
            try socket.bind(to: address, port)
            if transport == .tcp { try socket.listen() }
            return true
        } catch {
            #expect(error.number.name == "EADDRINUSE")
            return false
        }
    }

    @Test(arguments: [TransportProtocol.tcp, .udp], [["0.0.0.0", "::"], ["0.0.0.0"], ["::"], ["127.0.0.1"], ["::1"]])
    func `a reserved port cannot be bound by other programs`(transport: TransportProtocol, addresses: [String]) throws {
        try relay.reserve(publications(addresses, 8080, transport), for: [])
        for address in addresses {
            #expect(relay.hasReserved(try .of(address, 8080, transport)))
            let specific = address.contains(":") ? "::1" : "127.0.0.1"
            for other in [address, specific] {
                #expect(try !isFree(other, 8080, transport))
                #expect(try !isFree(other, 8080, transport, reusing: true))
            }
        }
        try #expect(isFree("127.0.0.1", 8081, transport))
    }

    @Test(arguments: [TransportProtocol.tcp, .udp])
    func `the port stays free for other families and addresses`(transport: TransportProtocol) throws {
        try relay.reserve(publications(["::"], 8080, transport), for: [])
        #expect(try isFree("0.0.0.0", 8080, transport))
        try relay.reserve(publications(["127.0.0.1"], 8081, transport), for: [])
        #expect(try isFree("127.0.0.2", 8081, transport))
        #expect(try isFree("::", 8081, transport))
        #expect(!relay.hasReserved(try .of("0.0.0.0", 8080, transport)))
    }

    @Test(arguments: [TransportProtocol.tcp, .udp], ["0.0.0.0", "127.0.0.1", "::", "::1"])
    func `if another program has one of the ports, none of the call is reserved`(
        transport: TransportProtocol,
        address: String
    ) async throws {
        let isIPv6 = address.contains(":")
        let owner = try Socket(transport, isIPv6 ? .v6 : .v4, in: host)
        if isIPv6 { try owner.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        try owner.bind(to: try #require(IPAddress(address)), 8080)
        if transport == .tcp { try owner.listen() }
        let expected = PortError.taken(try .of(isIPv6 ? "::" : "0.0.0.0", 8080, transport))
        #expect(throws: expected) { try relay.reserve(publications(["0.0.0.0", "::"], 8080, transport), for: []) }
        let specific = PortError.taken(try .of(isIPv6 ? "::1" : "127.0.0.1", 8080, transport))
        let both = isIPv6 ? ["127.0.0.1", "::1"] : ["::1", "127.0.0.1"]
        #expect(throws: specific) { try relay.reserve(publications(both, 8080, transport), for: []) }
        for address in ["0.0.0.0", "::", "127.0.0.1", "::1"] {
            #expect(!relay.hasReserved(try .of(address, 8080, transport)))
        }
        try await eventually { try isFree(isIPv6 ? "0.0.0.0" : "::", 8080, transport) }
        withExtendedLifetime(owner) {}
    }

    @Test func `a failed reservation keeps earlier reservations`() async throws {
        try relay.reserve(publications(["127.0.0.1"]), for: [])
        #expect(throws: PortError.noSuchAddress(.v4(try #require(IPv4Address("192.0.2.9"))))) {
            try relay.reserve(publications(["127.0.0.1", "127.0.0.2", "192.0.2.9"]), for: [])
        }
        #expect(relay.hasReserved(try .of("127.0.0.1", 8080)))
        #expect(!relay.hasReserved(try .of("127.0.0.2", 8080)))
        #expect(try !isFree("127.0.0.1"))
        try await eventually { try isFree("127.0.0.2") }
    }

    @Test(arguments: ["192.0.2.9", "2001:db8::9"])
    func `a reservation at an address that the host lacks fails with that address`(address: String) throws {
        let expected = PortError.noSuchAddress(try #require(IPAddress(address)))
        #expect(throws: expected) { try relay.reserve(publications([address]), for: []) }
    }

    @Test func `any other refusal has the name of its error number`() throws {
        // The link of the address is unknown.
        let cause = "EINVAL: Invalid argument"
        #expect(throws: PortError.failed(try .of("fe80::1", 8080), cause)) {
            try relay.reserve(publications(["fe80::1"]), for: [])
        }
    }

    @Test func `a recently ended connection does not block its port`() throws {
        let server = try Socket.listening(at: "127.0.0.1", 8080, in: host)
        let client = try Socket.connected(to: "127.0.0.1", 8080, in: host)
        // The side that closes first keeps the connection for another minute (TIME_WAIT).
        let accepted = try server.accept()
        try accepted.finish()
        #expect(try client.receive().isEmpty)
        try client.finish()
        #expect(try accepted.receive().isEmpty)
        server.interrupt()
        _ = consume server
        _ = consume accepted
        try #expect(!isFree("127.0.0.1"))
        try relay.reserve(publications(["0.0.0.0", "::"]), for: [])
        #expect(relay.hasReserved(try .of("0.0.0.0", 8080)))
    }

    @Test(arguments: [TransportProtocol.tcp, .udp], [["0.0.0.0", "::"], ["127.0.0.1", "::1"]])
    func `a shared socket closes with the release of its last port`(
        transport: TransportProtocol,
        addresses: [String]
    ) async throws {
        try relay.reserve(publications(addresses, 8080, transport), for: [])
        let ports = try addresses.map { try HostPort.of($0, 8080, transport) }
        relay.release([ports[0]])
        #expect(!relay.hasReserved(ports[0]))
        #expect(relay.hasReserved(ports[1]))
        relay.release([ports[1], ports[1], ports[0]])
        for address in addresses { try await eventually { try isFree(address, 8080, transport) } }
    }

    @Test func `one of two ports of a shared socket can be reserved again`() async throws {
        let both = try publications(["0.0.0.0", "::"])
        try relay.reserve(both, for: [])
        relay.release([both[0].host])
        try relay.reserve([both[0]], for: [])
        relay.release([both[1].host])
        #expect(relay.hasReserved(both[0].host))
        #expect(try !isFree("0.0.0.0"))
        try relay.reserve(both, for: [])
        relay.release(both.map(\.host))
        try await eventually { try isFree("0.0.0.0") && isFree("::") }
    }

    @Test(arguments: ["0.0.0.0", "::"])
    func `all addresses of the other family can be reserved later`(first: String) async throws {
        try relay.reserve(publications([first]), for: [])
        try relay.reserve(publications(["0.0.0.0", "::"]), for: [])
        #expect(try !isFree("0.0.0.0"))
        #expect(try !isFree("::"))
        relay.release([try .of(first, 8080)])
        try await eventually { try isFree(first) }
    }

    @Test func `all reservations end with the relay`() async throws {
        var relay: PortRelay? = try .relaying(in: host)
        try relay?.reserve(publications(["0.0.0.0", "::"]), for: [])
        try await eventually { try RelayThread.identifiers(in: host).count == 2 }
        relay = nil
        try await eventually { try isFree("0.0.0.0") }
        try await eventually { try RelayThread.identifiers(in: host).count == 1 }
    }

    @Test func `the range of automatic ports is that of the namespace`() async throws {
        try await Witness(host)("sysctl", "-qw", "net.ipv4.ip_local_port_range=20000 20999")
        #expect(relay.automaticPorts == PortRange(first: 20000, last: 20999))
        #expect(relay.reservedPorts == [])
        try await Witness(host)("sysctl", "-qw", "net.ipv4.ip_local_reserved_ports=20000,20010-20019")
        #expect(relay.reservedPorts.map(\.description) == ["20000", "20010-20019"])
    }

    @Test func `an SCTP port is reserved with or without SCTP in the kernel`() throws {
        let both = try publications(["0.0.0.0", "::"], 8080, .sctp)
        try relay.reserve(both, for: [])
        #expect(both.allSatisfy { relay.hasReserved($0.host) })
        relay.release(both.map(\.host))
        #expect(!both.contains { relay.hasReserved($0.host) })
    }

    @Test func `concurrent reservations and releases are consistent`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in UInt16(0)..<8 {
                group.addTask {
                    for _ in 0..<20 {
                        let both = try publications(["0.0.0.0", "::"], 9000 + number)
                        try relay.reserve(both, for: [])
                        relay.release(both.map(\.host))
                    }
                    try relay.reserve(publications(["0.0.0.0", "::"], 9000 + number), for: [])
                }
            }
            try await group.waitForAll()
        }
        for number in UInt16(0)..<8 { #expect(relay.hasReserved(try .of("::", 9000 + number))) }
    }
}
