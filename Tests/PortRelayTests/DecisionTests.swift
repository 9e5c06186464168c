// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import NetworkModel
import Testing

@testable import PortRelay

/// The decisions without side effects.
struct DecisionTests {
    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    @Test(arguments: [
        ("192.0.2.7", "10.0.0.1", [], true),
        ("192.0.2.7", "10.0.0.1", ["192.0.2.0/24"], true),
        ("192.0.3.7", "10.0.0.1", ["192.0.2.0/24"], false),
        ("192.0.3.7", "10.0.0.1", ["192.0.2.0/24", "192.0.3.7/32"], true),
        ("2001:db8::1", "fd00::1", ["0.0.0.0/0"], false),
        ("2001:db8::1", "fd00::1", ["0.0.0.0/0", "2001:db8::/32"], true),
        ("127.0.0.1", "127.0.0.1", ["192.0.2.0/24"], true),
        ("::1", "::1", ["192.0.2.0/24"], true),
        ("10.0.0.1", "10.0.0.1", ["192.0.2.0/24"], true),
        ("10.0.0.2", "10.0.0.1", ["192.0.2.0/24"], false),
    ])
    func `a port admits the clients of its list and the host`(
        peer: String,
        local: String,
        clients: [String],
        isServed: Bool
    ) throws {
        let admission = Admission(clients: AddressSet(clients.compactMap { AddressRange($0) }))
        #expect(admission.admits(try address(peer), at: try address(local)) == isServed)
    }

    @Test func `the unspecified addresses of both families share a socket, and other addresses have their own`() throws
    {
        let ports = try ["127.0.0.1", "::", "::1", "0.0.0.0"].map { try HostPort.of($0, 80) }
        #expect(
            SocketRequest.all(for: ports) == [.both(ipv4: ports[3], ipv6: ports[1]), .one(ports[0]), .one(ports[2])]
        )
        #expect(SocketRequest.all(for: [ports[1], ports[2]]) == [.one(ports[1]), .one(ports[2])])
        #expect(SocketRequest.all(for: []) == [])
    }

    @Test(arguments: [EAFNOSUPPORT, EADDRNOTAVAIL])
    func `on a host without IPv6, only the IPv4 port is bound`(refusal: Int32) throws {
        let both = try (ipv4: HostPort.of("0.0.0.0", 80), ipv6: HostPort.of("::", 80))
        func bind(_ port: HostPort, isOfBothFamilies: Bool) throws(SyscallError) -> ReservedSocket? {
            if port.address.family == .v4 { return nil }
            throw SyscallError(operation: "open", subject: "socket", number: ErrorNumber(rawValue: refusal))
        }
        let opened = try SocketRequest.both(ipv4: both.ipv4, ipv6: both.ipv6).open(by: bind)
        #expect(opened.map(\.port) == [both.ipv4, both.ipv6])
        #expect(throws: PortError.noSuchAddress(both.ipv6.address)) { try SocketRequest.one(both.ipv6).open(by: bind) }
    }

    @Test func `if one of two ports for a shared socket is taken, the error names it`() throws {
        let both = try (ipv4: HostPort.of("0.0.0.0", 80), ipv6: HostPort.of("::", 80))
        for taken in [both.ipv4, both.ipv6] {
            func bind(_ port: HostPort, isOfBothFamilies: Bool) throws(SyscallError) -> ReservedSocket? {
                guard isOfBothFamilies || port == taken else { return nil }
                throw SyscallError(operation: "bind", subject: "socket", number: ErrorNumber(rawValue: EADDRINUSE))
            }
            #expect(throws: PortError.taken(taken)) {
                try SocketRequest.both(ipv4: both.ipv4, ipv6: both.ipv6).open(by: bind)
            }
        }
    }

    @Test(arguments: ["192.0.2.1", "0.0.0.0", "2001:db8::1", "::", "::1"])
    func `an address survives the conversion to the kernel form and back`(text: String) throws {
        let one = SocketAddress(try address(text), port: 8080)
        #expect(SocketAddress(one.raw(on: one.address.family)) == one)
        // A socket of both families reports IPv4 addresses in its own form.
        #expect(SocketAddress(one.raw(on: .v6)) == one)
    }

    @Test func `only a link-local address keeps its link`() throws {
        #expect(SocketAddress(try address("fe80::1"), port: 80, interface: 7).interface == 7)
        #expect(SocketAddress(try address("2001:db8::1"), port: 80, interface: 7).interface == 0)
        #expect(SocketAddress(try address("169.254.0.1"), port: 80, interface: 7).interface == 0)
        #expect(SocketAddress(clinux_socket_address()) == nil)
    }

    @Test(arguments: EventToken.Kind.allCases, [0, 1, 1 << 40])
    func `a token survives the conversion to a number and back`(kind: EventToken.Kind, number: UInt64) {
        #expect(EventToken(rawValue: EventToken(kind, number: number).rawValue) == EventToken(kind, number: number))
    }

    @Test func `an unknown token number is rejected`() {
        #expect(EventToken(rawValue: 7) == nil)
    }

    @Test func `relays use at most their share of descriptors`() {
        var allowance = Allowance(limit: 5)
        let taken = [2, 2, 2, 1].map { allowance.allocate($0) }
        #expect(taken == [true, true, false, true])
        allowance.release(2)
        let again = [2, 1].map { allowance.allocate($0) }
        #expect(again == [true, false])
    }

    @Test func `an IPv6 prefix of 64 bits, an IPv4 address and the host each count as one client`() throws {
        func network(_ peer: String, _ local: String) throws -> ClientNetwork {
            ClientNetwork(of: try address(peer), at: try address(local))
        }
        let first = try network("2001:db8::1", "fd00::1")
        #expect(try network("2001:db8::ffff:1", "fd00::1") == first)
        #expect(try network("2001:db8:0:1::1", "fd00::1") != first)
        #expect(try network("192.0.2.1", "10.0.0.1") != network("192.0.2.2", "10.0.0.1"))
        // The prefix 0:0:0:c000::/64 has the bits of 192.0.0.0.
        #expect(try network("0.0.192.0", "10.0.0.1") != network("::c000:0:0:0:1", "fd00::1"))
        for (peer, local) in [
            ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("10.0.0.1", "10.0.0.1"), ("127.0.0.9", "127.0.0.1"),
        ] {
            #expect(try network(peer, local) == .host)
        }
    }

    @Test func `open connections are counted by port and by client network`() {
        var counts = StreamCounts(portLimit: 3, networkLimit: 2)
        let (a, b, c) = (ClientNetwork.block(1, .v4), ClientNetwork.block(2, .v4), ClientNetwork.host)
        let refusals = [(1, a), (1, a), (1, a), (1, b), (1, b), (2, b), (2, b), (2, c), (2, c), (3, c), (3, c)].map {
            counts.add(to: $0, from: $1)
        }
        let (network, port) = (StreamCounts.Refusal.network(limit: 2), StreamCounts.Refusal.port(limit: 3))
        #expect(refusals == [nil, nil, network, nil, port, nil, network, nil, nil, nil, .network(limit: 3)])
        for (reservation, network) in [(1, a), (1, a), (1, b), (2, b), (2, c), (2, c), (3, c)]
            as [(UInt64, ClientNetwork)]
        {
            counts.remove(from: reservation, of: network)
        }
        #expect(counts.isEmpty)
    }

    @Test func `with the default limit, a port has half of the relayed connections, a client a thirty-second`() {
        let limits = RelayLimits(within: DescriptorShares(of: 1 << 20))
        #expect((limits.descriptors, limits.streamsPerPort, limits.streamsPerNetwork) == (32_768, 8192, 512))
        #expect(limits.ports == 916_864)
        let few = RelayLimits(within: DescriptorShares(of: 1024))
        #expect((few.descriptors, few.streamsPerPort, few.streamsPerNetwork) == (256, 64, 16))
    }

    @Test(
        arguments: [
            (.process(name: "nginx", id: 7), "nginx (process 7)"),
            (.process(name: "docker-proxy", id: 7), "Docker (docker-proxy, process 7)"),
            (.process(name: "dockerd", id: 7), "Docker (process 7)"), (.group("nginx.service"), "nginx.service"),
            (.user("www-data"), "a process of user www-data"),
        ] as [(PortOwner, String)]
    )
    func `the description of an owner has the name that users know`(owner: PortOwner, text: String) {
        #expect("\(owner)" == text)
    }

    @Test(arguments: [
        ("32768\t60999", 32768, 60999), ("1024 65535", 1024, 65535), ("", 0, 0), ("7", 0, 0), ("9 8", 0, 0),
        ("0 80000", 0, 0), ("one two", 0, 0),
    ])
    func `a port range in the kernel format is parsed`(text: String, first: UInt16, last: UInt16) {
        #expect(PortRelay.range(text) == PortRange(first: first, last: last))
    }

    @Test func `a host without a readable port range has the kernel default`() {
        #expect(PortRelay.usualAutomaticPorts.description == "32768-60999")
    }
}
