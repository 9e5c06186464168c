import Addressing
import NetworkModel
import Testing

struct PublishOptionsTests {
    @Test func `Docker's name for the address is understood, and means by 0.0.0.0 what Docker does`() throws {
        func addresses(_ key: String, _ value: String) throws -> [IPAddress]? {
            try NetworkOptions(parsing: [key: value]).publishing.addresses
        }
        let name = "com.docker.network.bridge.host_binding_ipv4"
        #expect(try addresses(name, "127.0.0.1") == [address("127.0.0.1")])
        #expect(try addresses(name, "0.0.0.0") == PublishOptions.everyAddress)
        #expect(try addresses("publish.bind", "0.0.0.0") == [address("0.0.0.0")])
    }

    @Test(arguments: ["", "everywhere", "192.0.2.1,", "192.0.2.1,192.0.2.2", "224.0.0.1", "192.0.2.0/24"])
    func `an address that no port is published on is refused`(text: String) {
        #expect(throws: Refusal.self) { try NetworkOptions(parsing: ["publish.bind": text]) }
    }

    @Test func `whom ports serve is a list of blocks, each within no other`() throws {
        let text = "192.0.2.7, 198.51.100.0/24,192.0.2.0/24,2001:db8::/32"
        let options = try PublishOptions(parsing: ["publish.allow": text])
        #expect(
            options.clients == [
                try prefix("192.0.2.0/24"), try prefix("198.51.100.0/24"), try prefix("2001:db8::/32"),
            ]
        )
    }

    @Test(arguments: ["", "192.0.2.0/33", "somebody", "192.0.2.0/24,,"])
    func `what is no block is refused`(text: String) {
        #expect(throws: Refusal.self) { try PublishOptions(parsing: ["publish.allow": text]) }
    }

    @Test func `an endpoint's option that nobody knows is refused, and Docker's own are not`() throws {
        #expect(throws: Refusal("option publish.alow", "is not known; did you mean publish.allow?")) {
            try PublishOptions(parsing: ["publish.alow": "192.0.2.0/24"])
        }
        // One of a network's is none of an endpoint's.
        #expect(throws: Refusal.self) { try PublishOptions(parsing: ["publish.internal": "true"]) }
        #expect(try PublishOptions(parsing: ["com.docker.network.endpoint.sysctls": "x"]) == PublishOptions())
    }

    @Test func `what an endpoint does not say the network says`() throws {
        let network = try PublishOptions(parsing: ["publish.bind": "localhost", "publish.allow": "192.0.2.0/24"])
        let own = try PublishOptions(parsing: ["publish.bind": "any"])
        #expect(own.over(network) == PublishOptions(addresses: PublishOptions.everyAddress, clients: network.clients))
        #expect(PublishOptions().over(network) == network)
    }
}
