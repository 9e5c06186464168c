// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import Testing

struct PublishOptionsTests {
    @Test func `Docker's option for the host address is accepted, and 0.0.0.0 has Docker's meaning`() throws {
        func addresses(_ key: String, _ value: String) throws -> [IPAddress]? {
            try BridgeOptions.ofNetwork([key: value]).publishing.addresses
        }
        let name = "com.docker.network.bridge.host_binding_ipv4"
        #expect(try addresses(name, "127.0.0.1") == [address("127.0.0.1")])
        #expect(try addresses(name, "0.0.0.0") == PublishOptions.everyAddress)
        #expect(try addresses("publish.bind", "0.0.0.0") == [address("0.0.0.0")])
    }

    @Test(arguments: ["", "everywhere", "192.0.2.1,", "192.0.2.1,192.0.2.2", "224.0.0.1", "192.0.2.0/24"])
    func `an address that no port can be published at is refused`(text: String) {
        #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork(["publish.bind": text]) }
    }

    @Test(arguments: [
        "192.0.2.7, 198.51.100.0/24,192.0.2.0/24,2001:db8::/32",
        "192.0.2.0/25,192.0.2.128/25\n198.51.100.0/24 2001:db8::/32\n",
        "2001:db8::/33\r\n2001:db8:8000::/33,\t192.0.2.0-192.0.2.255,198.51.100.0/24",
    ])
    func `the allowed clients are a list of blocks with any separators`(text: String) throws {
        let clients = try #require(try BridgeOptions.ofEndpoint(["publish.allow": text]).publishing.clients)
        #expect(clients.text == "192.0.2.0/24,198.51.100.0/24,2001:db8::/32")
        #expect(ClientList(clients.text) == clients)
    }

    @Test(arguments: ["", "192.0.2.0/33", "somebody", "192.0.2.0/24,,", ",192.0.2.0/24", " "])
    func `an allowed client that is no block is refused`(text: String) {
        #expect(throws: Refusal.self) { try BridgeOptions.ofEndpoint(["publish.allow": text]).publishing }
    }

    @Test(arguments: [
        ("10.0.0.9-10.0.0.1", "is reversed; write 10.0.0.1-10.0.0.9"),
        ("192.0.2.0/24,2001:db8::2-2001:db8::1", "is reversed; write 2001:db8::1-2001:db8::2"),
        ("10.0.0.1-2001:db8::1", "mixes IPv4 and IPv6"),
        (
            "10.0.0.1-",
            "is invalid; use an address, a range such as 192.0.2.7-192.0.2.12, or a block such as 192.0.2.0/24"
        ),
        (
            "10.0.0.1-10.0.0.2-10.0.0.3",
            "is invalid; use an address, a range such as 192.0.2.7-192.0.2.12, or a block such as 192.0.2.0/24"
        ),
    ])
    func `an invalid range of addresses is refused, and the error names its fault`(text: String, reason: String) throws
    {
        let word = try #require(text.split(separator: ",").last)
        for option in ["publish.allow", "allowed_addresses"] {
            let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofEndpoint([option: text]) }
            #expect(refusal?.description == "option \(option): \"\(word)\" \(reason)")
        }
    }

    @Test func `an error shortens a long value to fit in a line`() {
        let text = String(repeating: "x", count: 60_000)
        for option in ["publish.allow", "publish.bind", "snat", "icc", "mtu", "gateway"] {
            let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork([option: text]) }
            #expect(refusal.map { $0.description.utf8.count < 300 } == true, "\(option)")
        }
    }

    @Test func `client lists of the same addresses have the same name, and other lists have other names`() throws {
        let list = try #require(ClientList("192.0.2.0/24,2001:db8::/32"))
        #expect(ClientList("2001:db8::/32,192.0.2.128/25,192.0.2.0/25")?.id == list.id)
        #expect(ClientListID(list.id.text) == list.id)
        let others = (0..<1000).compactMap { ClientList("192.0.2.0/24,10.\($0 / 256).\($0 % 256).0/24")?.id }
        #expect(Set(others).union([list.id]).count == 1001)
        #expect(ClientListID("clients") == nil)
        #expect(ClientListID("0123456789ABCDEF") == nil)
    }

    @Test func `60,000 blocks are parsed within seconds, also if each contains the next`() throws {
        let nested = (0..<20_000).map { "10.\($0 % 256).0.0/\(9 + $0 % 24)" }
            .filter { AddressRange($0) != nil }
        let scattered = (0..<60_000).map { "\(1 + $0 % 200).\($0 / 200 % 256).\(2 * ($0 / 51_200)).0/24" }
        for blocks in [scattered, nested + scattered.prefix(40_000)] {
            let text = blocks.joined(separator: ",")
            let start = ContinuousClock.now
            let clients = try #require(try BridgeOptions.ofEndpoint(["publish.allow": text]).publishing.clients)
            // Comparing each with each would take minutes.
            #expect(ContinuousClock.now - start < .seconds(20))
            #expect(clients.addresses.contains(try address("1.0.0.7")))
            #expect(clients.summary.utf8.count < 120)
        }
    }

    @Test func `an unknown option of an endpoint is refused, and Docker's own options are not`() throws {
        #expect(throws: Refusal("option publish.alow", "does not exist; did you mean publish.allow?")) {
            try BridgeOptions.ofEndpoint(["publish.alow": "192.0.2.0/24"]).publishing
        }
        // One of a network's is none of an endpoint's.
        #expect(throws: Refusal.self) { try BridgeOptions.ofEndpoint(["publish.internal": "true"]).publishing }
        #expect(
            try BridgeOptions.ofEndpoint(["com.docker.network.endpoint.sysctls": "x"]).publishing == PublishOptions()
        )
    }

    @Test func `an endpoint without a publish option has that of its network`() throws {
        let network = try BridgeOptions.ofEndpoint(["publish.bind": "localhost", "publish.allow": "192.0.2.0/24"])
            .publishing
        let own = try BridgeOptions.ofEndpoint(["publish.bind": "any"]).publishing
        #expect(own.over(network) == PublishOptions(addresses: PublishOptions.everyAddress, clients: network.clients))
        #expect(PublishOptions().over(network) == network)
    }
}
