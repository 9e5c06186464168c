import Addressing
import CLinux
import LinuxSystem
import NetworkModel
import Testing

@testable import PortRelay

/// What is decided without touching anything.
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
    func `whom a port serves`(peer: String, local: String, clients: [String], isServed: Bool) throws {
        let admission = Admission(clients: AddressSet(clients.compactMap { AddressRange($0) }))
        #expect(admission.admits(try address(peer), at: try address(local)) == isServed)
    }

    @Test func `every address of both families takes one socket, everything else one each`() throws {
        let ports = try ["127.0.0.1", "::", "::1", "0.0.0.0"].map { try HostPort.of($0, 80) }
        #expect(
            Opening.all(for: ports) == [.both(ipv4: ports[3], ipv6: ports[1]), .one(ports[0]), .one(ports[2])]
        )
        #expect(Opening.all(for: [ports[1], ports[2]]) == [.one(ports[1]), .one(ports[2])])
        #expect(Opening.all(for: []) == [])
    }

    @Test(arguments: [EAFNOSUPPORT, EADDRNOTAVAIL])
    func `a host without IPv6 has the port of IPv4 taken, and the other let be`(refusal: Int32) throws {
        let both = try (ipv4: HostPort.of("0.0.0.0", 80), ipv6: HostPort.of("::", 80))
        func bind(_ port: HostPort, isOfBothFamilies: Bool) throws(SyscallError) -> HeldSocket? {
            if port.address.family == .v4 { return nil }
            throw SyscallError(operation: "open", subject: "socket", number: ErrorNumber(rawValue: refusal))
        }
        let opened = try Opening.both(ipv4: both.ipv4, ipv6: both.ipv6).open(by: bind)
        #expect(opened.map(\.port) == [both.ipv4, both.ipv6])
        #expect(throws: PortError.noSuchAddress(both.ipv6.address)) { try Opening.one(both.ipv6).open(by: bind) }
    }

    @Test func `of two ports taken together, the one is named that somebody has`() throws {
        let both = try (ipv4: HostPort.of("0.0.0.0", 80), ipv6: HostPort.of("::", 80))
        for taken in [both.ipv4, both.ipv6] {
            func bind(_ port: HostPort, isOfBothFamilies: Bool) throws(SyscallError) -> HeldSocket? {
                guard isOfBothFamilies || port == taken else { return nil }
                throw SyscallError(operation: "bind", subject: "socket", number: ErrorNumber(rawValue: EADDRINUSE))
            }
            #expect(throws: PortError.taken(taken)) {
                try Opening.both(ipv4: both.ipv4, ipv6: both.ipv6).open(by: bind)
            }
        }
    }

    @Test(arguments: ["192.0.2.1", "0.0.0.0", "2001:db8::1", "::", "::1"])
    func `an address goes to the kernel and comes back`(text: String) throws {
        let one = SocketAddress(try address(text), 8080)
        #expect(SocketAddress(one.raw(on: one.address.family)) == one)
        // A socket of both families writes IPv4 in its own way.
        #expect(SocketAddress(one.raw(on: .v6)) == one)
    }

    @Test func `only an address of a link keeps its link`() throws {
        #expect(SocketAddress(try address("fe80::1"), 80, interface: 7).interface == 7)
        #expect(SocketAddress(try address("2001:db8::1"), 80, interface: 7).interface == 0)
        #expect(SocketAddress(try address("169.254.0.1"), 80, interface: 7).interface == 0)
        #expect(SocketAddress(clinux_socket_address()) == nil)
    }

    @Test(arguments: EventToken.Kind.allCases, [0, 1, 1 << 40])
    func `a token comes back as it was given`(kind: EventToken.Kind, number: UInt64) {
        #expect(EventToken(rawValue: EventToken(kind, number).rawValue) == EventToken(kind, number))
    }

    @Test func `a token that nobody gave is none`() {
        #expect(EventToken(rawValue: 7) == nil)
    }

    @Test func `relays have half of the descriptors`() {
        var allowance = Allowance(ofDescriptors: 10)
        let taken = [2, 2, 2, 1].map { allowance.take($0) }
        #expect(taken == [true, true, false, true])
        allowance.give(2)
        let again = [2, 1].map { allowance.take($0) }
        #expect(again == [true, false])
        // No limit at all (`RLIM_INFINITY`).
        var boundless = Allowance(ofDescriptors: .max)
        let one = boundless.take(2)
        #expect(one)
    }

    @Test(arguments: [
        ("nginx", "nginx (process 7)"), ("docker-proxy", "Docker (docker-proxy, process 7)"),
        ("dockerd", "Docker (process 7)"),
    ])
    func `an owner is named as its users know it`(name: String, text: String) {
        #expect(PortOwner.text(name: name, id: 7) == text)
    }

    @Test(arguments: [
        ("32768\t60999", 32768, 60999), ("1024 65535", 1024, 65535), ("", 0, 0), ("7", 0, 0), ("9 8", 0, 0),
        ("0 80000", 0, 0), ("one two", 0, 0),
    ])
    func `a range of ports is read as the kernel prints it`(text: String, first: UInt16, last: UInt16) {
        #expect(PortRelay.range(text) == PortRange(first: first, last: last))
    }

    @Test func `a host that does not tell has the kernel's own range`() {
        #expect(PortRelay.usualAutomaticPorts.description == "32768-60999")
    }
}
