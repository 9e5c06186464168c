// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Listening

/// The requests that a port without authentication allows.
struct HostCheckTests {
    private let check = HostCheck(names: ["Node1.example.com"], ownName: { "Host7" })

    @Test(arguments: [
        "127.0.0.1:9477", "127.0.0.1", "192.0.2.1:2470", "[::1]:9477", "[::1]", "[fe80::1%eth0]:9477", "localhost",
        "localhost:9477", "LOCALHOST:9477", "localhost.:9477", "plugin.moby.localhost", "host7:9477", "HOST7",
        "node1.example.com:9477", "NODE1.EXAMPLE.COM.", "127.0.0.1:",
    ])
    func `addresses, localhost and names of the host are allowed`(host: String) {
        #expect(check.refusal(hosts: [host], hasOrigin: false) == nil)
    }

    @Test(arguments: [
        "example.com", "example.com:9477", "127.0.0.1.example.com", "localhost.example.com", "host7.example.com",
        "node2.example.com", "", ":9477", "[::1", "[::1]x", "[localhost]", "[127.0.0.1]", "127.0.0.1:9477:1",
        "127.0.0.1:x",
        "2130706433", "0x7f000001", "127.1", "::1", "user@127.0.0.1", "127.0.0.1/x", "notlocalhost",
    ])
    func `any other name in Host is refused`(host: String) {
        #expect(check.refusal(hosts: [host], hasOrigin: false) == .host)
        #expect(check.refusal(hosts: ["127.0.0.1", host], hasOrigin: false) == .host)
    }

    @Test func `a request without Host is allowed, and one with an Origin is refused`() {
        #expect(check.refusal(hosts: [], hasOrigin: false) == nil)
        #expect(check.refusal(hosts: ["127.0.0.1"], hasOrigin: true) == .origin)
        #expect(check.refusal(hosts: [], hasOrigin: true) == .origin)
    }

    @Test func `the current host name is allowed`() throws {
        let name = try #require(HostCheck.hostName())
        #expect(HostCheck().refusal(hosts: ["\(name):9477"], hasOrigin: false) == nil)
    }
}
