// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

struct PublicationsTests {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0", true), ("0.0.0.0", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("::", "0.0.0.0", false), ("::", "2001:db8::1", true), ("::1", "::1", true),
    ])
    func `ports overlap at the same address, or if one is at every address of its family`(
        one: String,
        other: String,
        expected: Bool
    ) throws {
        let (one, other) = (try hostPort(one, 80), try hostPort(other, 80))
        #expect(one.overlaps(other) == expected)
        #expect(other.overlaps(one) == expected)
        #expect(!one.overlaps(HostPort(.udp, other.address, 80)))
        #expect(!one.overlaps(HostPort(.tcp, other.address, 81)))
    }

    @Test func `the description of a port has Docker's format`() throws {
        #expect("\(try hostPort("192.0.2.1", 80))" == "192.0.2.1:80/tcp")
        #expect("\(try hostPort("::", 53, .udp))" == "[::]:53/udp")
    }

    @Test(arguments: [
        ("0.0.0.0", "10.1.0.2", true), ("127.0.0.1", "10.1.0.2", true), ("::", "fd00::2", true),
        ("::", "10.1.0.2", false), ("::1", "fd00::2", false), ("2001:db8::1", "fd00::2", true),
        ("0.0.0.0", "fd00::2", false),
    ])
    func `the firewall maps ports within a family, and never those of the IPv6 loopback`(
        host: String,
        container: String,
        expected: Bool
    ) throws {
        #expect(try publication(hostPort(host, 80), container, 80, of: "e1").isTranslated == expected)
    }

    @Test(arguments: 0..<50)
    func `publications are found by port and by endpoint after any changes`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var publications = Publications()
        var model: [HostPort: Publication] = [:]
        let addresses = ["0.0.0.0", "192.0.2.1", "192.0.2.2", "::"]
        for _ in 0..<300 {
            let address = addresses.randomElement(using: &random) ?? "::"
            let port = try hostPort(address, UInt16.random(in: 1...8, using: &random))
            if Bool.random(using: &random) {
                let owner = "e\(Int.random(in: 1...3, using: &random))"
                let added = try publication(port, "10.1.0.2", 80, of: owner)
                publications.insert(added)
                model[port] = added
            } else {
                publications.remove(port)
                model[port] = nil
            }
        }
        #expect(Set(publications.all) == Set(model.values))
        for index in 1...3 {
            let id = try EndpointID("e\(index)")
            let own = model.values.filter { $0.endpoint == id }.sorted { $0.host < $1.host }
            #expect(publications.of(id) == own)
        }
        for port in try (1...8).map({ try hostPort("192.0.2.1", $0) }) {
            #expect(publications[port] == model[port])
            #expect(Set(publications.overlapping(port)) == Set(model.values.filter { $0.host.overlaps(port) }))
        }
    }

    @Test func `publications of one request are one group`() throws {
        let web = try ["0.0.0.0", "::"].map { try publication(hostPort($0, 8080), "10.1.0.2", 80, of: "e1") }
        let other = try publication(hostPort("0.0.0.0", 8081), "10.1.0.2", 80, of: "e1")
        #expect([web[1], other, web[0]].groups == [web, [other]])
    }
}
