// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// Container names, which engines since 29.0 send with address requests.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct NameTests {
    /// The addresses that a container gets at its start.
    private struct Place: Equatable {
        let ipv4: String
        let ipv6: String
        let mac: String?
    }

    /// A network on two mdnp pools.
    private struct Network {
        let ipv4: PoolAnswer
        let ipv6: PoolAnswer

        init(_ client: PluginClient) throws {
            ipv4 = try client.requestPool("10.1.0.0/24")
            ipv6 = try client.requestPool("fd00:1::/64")
            let gateways = try [client.requestGateway(of: ipv4.id), client.requestGateway(of: ipv6.id)]
            try client.createNetwork("n1", on: [(ipv4, gateways[0]), (ipv6, gateways[1])])
        }

        /// Makes Docker's calls for the start of a container.
        func start(_ name: String?, endpoint: String, _ client: PluginClient) throws -> Place {
            let first = try client.requestAddress(of: ipv4.id, name: name)
            let second = try client.requestAddress(of: ipv6.id, name: name)
            let life = Life(network: "n1", endpoint: endpoint, address: first, addressIPv6: second)
            let mac = try life.createAskingMAC(client)
            #expect(try life.join(client))
            return Place(ipv4: first, ipv6: second, mac: mac)
        }

        /// Makes Docker's calls for the stop of a container.
        func stop(_ place: Place, endpoint: String, _ client: PluginClient) throws {
            let life = Life(network: "n1", endpoint: endpoint, address: place.ipv4)
            try life.leave(client)
            try life.delete(client)
            try client.releaseAddress(place.ipv4, of: ipv4.id)
            try client.releaseAddress(place.ipv6, of: ipv6.id)
        }
    }

    @Test func `a restarted container gets its addresses again, and with them its MAC address`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        var client = try daemon.process.connect()
        let network = try Network(client)
        let others = try (0..<3).map { try network.start("other\($0)", endpoint: "o\($0)", client) }
        let place = try network.start("web", endpoint: "e1", client)
        #expect(place == Place(ipv4: "10.1.0.5/24", ipv6: "fd00:1::5/64", mac: "02:6d:0a:01:00:05"))
        try network.stop(others[0], endpoint: "o0", client)
        try network.stop(place, endpoint: "e1", client)
        #expect(try network.start("web", endpoint: "e2", client) == place)
        try network.stop(place, endpoint: "e2", client)
        for round in 0..<2 {
            if round == 0 { daemon.process.kill() } else { #expect(daemon.process.stop() == 0) }
            try daemon.process.start()
            client = try daemon.process.connect()
            #expect(try network.start("web", endpoint: "f\(round)", client) == place)
            try network.stop(place, endpoint: "f\(round)", client)
        }
    }

    @Test func `the address of a name is assigned to another container only if no other address is free`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/29").id
        #expect(try client.requestAddress(of: pool, name: "web") == "10.1.0.1/29")
        try client.releaseAddress("10.1.0.1", of: pool)
        let others = try (0..<6).map { number in
            try client.requestAddress(of: pool, name: number.isMultiple(of: 2) ? "other\(number)" : nil)
        }
        #expect(others == (2...6).map { "10.1.0.\($0)/29" } + ["10.1.0.1/29"])
        #expect(throws: PluginCallError.self) { try client.requestAddress(of: pool, name: "web") }
        // The current holder keeps the address; the name gets another address from now on.
        try client.releaseAddress("10.1.0.4", of: pool)
        #expect(try client.requestAddress(of: pool, name: "web") == "10.1.0.4/29")
    }

    @Test func `a name that is sent with a specific address is remembered too`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/24").id
        #expect(try client.requestAddress("10.1.0.77", of: pool, name: "web") == "10.1.0.77/24")
        try client.releaseAddress("10.1.0.77", of: pool)
        #expect(try client.requestAddress(of: pool, name: "db") == "10.1.0.1/24")
        #expect(try client.requestAddress(of: pool, name: "/web") == "10.1.0.77/24")
    }

    @Test func `two containers of one name have two addresses`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/24").id
        #expect(try client.requestAddress(of: pool, name: "web") == "10.1.0.1/24")
        #expect(try client.requestAddress(of: pool, name: "web") == "10.1.0.2/24")
        try client.releaseAddress("10.1.0.1", of: pool)
        #expect(try client.requestAddress(of: pool, name: "web") == "10.1.0.1/24")
    }

    @Test func `endpoints are shown with the container names that Docker sent`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let network = try Network(client)
        _ = try network.start("web", endpoint: "e1", client)
        _ = try network.start(nil, endpoint: "e2", client)
        let table = try await daemon.command("endpoints")
        let rows = table.split(separator: "\n").map { $0.split(separator: " ").prefix(4).joined(separator: " ") }
        #expect(
            rows == [
                "ENDPOINT NAME NETWORK ADDRESSES", "e1 web n1 10.1.0.2/24,fd00:1::2/64",
                "e2 - n1 10.1.0.3/24,fd00:1::3/64",
            ]
        )
        #expect(try await daemon.command("endpoints", "--format", "json").contains(#""container" : "web""#))
    }
}
