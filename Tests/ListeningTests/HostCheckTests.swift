import Testing

@testable import Listening

/// Which requests a listener that has no password takes.
struct HostCheckTests {
    private let check = HostCheck(names: ["Node1.example.com"], ownName: { "Host7" })

    @Test(arguments: [
        "127.0.0.1:9477", "127.0.0.1", "192.0.2.1:2470", "[::1]:9477", "[::1]", "[fe80::1%eth0]:9477", "localhost",
        "localhost:9477", "LOCALHOST:9477", "localhost.:9477", "plugin.moby.localhost", "host7:9477", "HOST7",
        "node1.example.com:9477", "NODE1.EXAMPLE.COM.", "127.0.0.1:",
    ])
    func `an address, localhost and the host's names are taken`(host: String) {
        #expect(check.refusal(hosts: [host], hasOrigin: false) == nil)
    }

    @Test(arguments: [
        "example.com", "example.com:9477", "127.0.0.1.example.com", "localhost.example.com", "host7.example.com",
        "node2.example.com", "", ":9477", "[::1", "[::1]x", "[localhost]", "[127.0.0.1]", "127.0.0.1:9477:1",
        "127.0.0.1:x",
        "2130706433", "0x7f000001", "127.1", "::1", "user@127.0.0.1", "127.0.0.1/x", "notlocalhost",
    ])
    func `any other name is foreign`(host: String) {
        #expect(check.refusal(hosts: [host], hasOrigin: false) == .host)
        #expect(check.refusal(hosts: ["127.0.0.1", host], hasOrigin: false) == .host)
    }

    @Test func `who sends no Host is no browser, and who sends an Origin is one`() {
        #expect(check.refusal(hosts: [], hasOrigin: false) == nil)
        #expect(check.refusal(hosts: ["127.0.0.1"], hasOrigin: true) == .origin)
        #expect(check.refusal(hosts: [], hasOrigin: true) == .origin)
    }

    @Test func `the host's own name is what the kernel says now`() throws {
        let name = try #require(HostCheck.hostName())
        #expect(HostCheck().refusal(hosts: ["\(name):9477"], hasOrigin: false) == nil)
    }
}
