// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import NetworkModelTesting
import Testing

struct PortChoiceTests {
    private let network: Network
    private let ports: ImaginedPorts
    private let both: Endpoint
    private let ipv4Only: Endpoint

    init() throws {
        network = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64")
        ports = ImaginedPorts(automatic: try #require(PortRange(first: 32768, last: 32771)))
        both = try endpoint("e1", on: "n1", "10.1.0.2/24", "fd00:1::2/64")
        ipv4Only = try endpoint("e2", on: "n1", "10.1.0.3/24")
    }

    private func choose(
        _ requests: PortRequest...,
        for endpoint: Endpoint? = nil,
        on other: Network? = nil,
        beside published: [Publication] = [],
        behind last: UInt16? = nil,
        relaysIPv6: Bool = true
    ) throws -> ImaginedPorts.Outcome {
        let endpoint = endpoint ?? both
        let state = DesiredState(published.map { .publish($0) })
        let plan = state.portPlan(for: requests, of: endpoint, isGateway: true)
        let target = PortTarget(endpoint, on: other ?? network, relaysIPv6: relaysIPv6)
        return try ports.choose(plan.missing, for: target, beside: state.publications, behind: last)
    }

    private func chosen(_ outcome: ImaginedPorts.Outcome) throws -> [Publication] {
        guard case .chosen(let publications) = outcome else {
            throw Refusal("outcome", "\(outcome)")
        }
        return publications
    }

    private func web(_ hostPorts: String?, on address: String? = nil) throws -> PortRequest {
        PortRequest(
            .tcp,
            80,
            hostAddress: try address.map { try NetworkModelTests.address($0) },
            hostPorts: try hostPorts.map { try #require(PortRange($0)) }
        )
    }

    @Test func `a fixed port is reserved at every address of both families`() throws {
        #expect(
            try chosen(choose(web("8080"))) == [
                publication(hostPort("0.0.0.0", 8080), "10.1.0.2", 80, of: "e1"),
                publication(hostPort("::", 8080), "fd00:1::2", 80, of: "e1"),
            ]
        )
        #expect(try ports.reserved == [hostPort("0.0.0.0", 8080), hostPort("::", 8080)])
    }

    @Test func `a port at an address that the host lacks is refused, or waits if the option allows it`() throws {
        ports.hostLacks(try address("198.51.100.7"))
        let refusal = #expect(throws: Refusal.self) { try choose(web("8080", on: "198.51.100.7")) }
        #expect(refusal?.description.hasSuffix("or wait for it with publish.absent_address=wait") == true)
        let options = try BridgeOptions.ofNetwork([
            "publish.absent_address": "wait", "publish.bind": "198.51.100.7,2001:db8::1",
        ])
        let other = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64", options: options)
        let expected = try [
            publication(hostPort("198.51.100.7", 8080), "10.1.0.2", 80, of: "e1"),
            publication(hostPort("2001:db8::1", 8080), "fd00:1::2", 80, of: "e1"),
        ]
        #expect(try chosen(choose(web("8080"), on: other)) == expected)
        #expect(try ports.reserved == [hostPort("2001:db8::1", 8080)])
        // The endpoint's word comes first.
        let strict = try Endpoint(
            id: EndpointID("e1"),
            network: NetworkID("n1"),
            ipv4: held("10.1.0.2/24"),
            options: BridgeOptions.ofEndpoint(["publish.absent_address": "refuse"])
        )
        #expect(throws: Refusal.self) { try choose(web("8081"), for: strict, on: other) }
        let unknown = #expect(throws: Refusal.self) {
            try BridgeOptions.ofEndpoint(["publish.absent_address": "allow"])
        }
        #expect(unknown?.description == "option publish.absent_address: \"allow\" is invalid; use one of refuse, wait")
    }

    @Test func `localhost is only 127_0_0_1 on a host without IPv6, and a request for ::1 is refused`() throws {
        let options = try BridgeOptions.ofNetwork(["publish.bind": "localhost"])
        let other = try NetworkModelTests.network("n1", "10.1.0.0/24", options: options)
        ports.hostLacks(try address("::1"))
        #expect(
            try chosen(choose(web("8080"), for: ipv4Only, on: other)) == [
                publication(hostPort("127.0.0.1", 8080), "10.1.0.3", 80, of: "e2")
            ]
        )
        #expect(try ports.reserved == [hostPort("127.0.0.1", 8080)])
        let refusal = #expect(throws: Refusal.self) { try choose(web("8081", on: "::1")) }
        #expect(refusal?.reason.hasPrefix("host address ::1 is not assigned to this host;") == true)
    }

    @Test func `IPv6 clients are relayed to a container without IPv6, unless another endpoint serves them`() throws {
        let relayed = try chosen(choose(web("8080"), for: ipv4Only))
        #expect(relayed.map(\.container.address) == [try address("10.1.0.3"), try address("10.1.0.3")])
        #expect(relayed.map(\.isTranslated) == [true, false])
        ports.release(relayed.map(\.host))
        let plain = try chosen(choose(web("8080"), for: ipv4Only, relaysIPv6: false))
        #expect(plain.map(\.host) == [try hostPort("0.0.0.0", 8080)])
    }

    @Test func `a host port that is requested twice is refused, and the error names the first container port`() throws {
        let second = PortRequest(.tcp, 81, hostPorts: PortRange(port: 8080))
        let words =
            "host port 0.0.0.0:8080/tcp is requested twice, first for 80/tcp; use another host port"
        #expect(throws: Refusal("container port 81/tcp", words)) { try choose(web("8080"), second) }
        #expect(ports.reserved.isEmpty)
    }

    @Test func `a link-local host address is refused, saying where to publish`() throws {
        let words = "host address fe80::1 is link-local and needs a link; publish at :: or at another address"
        #expect(throws: Refusal("container port 80/tcp", words)) { try choose(web("8080", on: "fe80::1")) }
        #expect(try chosen(choose(web("8080", on: "169.254.0.1"))).count == 1)
    }

    @Test func `reserved ports are chosen only if they are requested by number`() throws {
        let all = try #require(PortRange(first: 32768, last: 32771))
        let ports = ImaginedPorts(automatic: all, reserved: [try #require(PortRange("32768-32770"))])
        let plan = { (request: PortRequest) in
            DesiredState().portPlan(for: [request], of: both, isGateway: true).missing
        }
        let target = PortTarget(both, on: network)
        for (request, port) in [(try web(nil), 32771), (try web("32769"), 32769), (try web("32768-32771"), 32768)] {
            let outcome = try ports.choose(plan(request), for: target)
            #expect(Set(try chosen(outcome).map(\.host.port)) == [UInt16(port)])
        }
        ports.release(Array(ports.reserved))
        ports.others(have: try hostPort("0.0.0.0", 32771))
        let none = try ports.choose(plan(web(nil)), for: target)
        #expect(none == .taken(try web(nil), try hostPort("0.0.0.0", 32771)))
    }

    @Test(arguments: [
        ("any", ["0.0.0.0", "::"]), ("localhost", ["127.0.0.1", "::1"]), ("192.0.2.1", ["192.0.2.1"]),
        ("192.0.2.1, 2001:db8::1", ["192.0.2.1", "2001:db8::1"]),
    ])
    func `a request without a host address gets the addresses of the network's options`(bind: String, wanted: [String])
        throws
    {
        let options = try BridgeOptions.ofNetwork(["publish.bind": bind])
        let network = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64", options: options)
        #expect(try chosen(choose(web("80"), on: network)).map(\.host.address.description) == wanted)
        ports.release(Array(ports.reserved))
        let named = try chosen(choose(web("80", on: "192.0.2.9"), on: network))
        #expect(named.map(\.host.address.description) == ["192.0.2.9"])
    }

    @Test func `options of an endpoint override those of its network`() throws {
        let options = try BridgeOptions.ofNetwork(["publish.bind": "localhost", "publish.allow": "192.0.2.0/24"])
        let network = try NetworkModelTests.network("n1", "10.1.0.0/24", options: options)
        let endpoint = try Endpoint(
            id: EndpointID("e1"),
            network: network.id,
            ipv4: held("10.1.0.2/24"),
            options: BridgeOptions.ofEndpoint(["publish.allow": "198.51.100.7"])
        )
        let port = try hostPort("127.0.0.1", 80)
        #expect(try chosen(choose(web("80"), for: endpoint, on: network)).map(\.host).first == port)
        #expect(try ports.clients(of: port) == AddressSet([AddressRange(prefix("198.51.100.7/32"))]))
    }

    @Test func `a port of another program is not chosen, and the error names the port and its owner`() throws {
        ports.others(have: try hostPort("127.0.0.1", 8080))
        let request = try web("8080")
        #expect(try choose(request) == .taken(request, hostPort("0.0.0.0", 8080)))
        #expect(ports.reserved.isEmpty)
        let port = try hostPort("0.0.0.0", 8080)
        #expect(
            PortChoice.refusal(of: request, at: port, takenBy: "nginx.service")
                == Refusal("container port 80/tcp", "host port 0.0.0.0:8080/tcp is in use by nginx.service")
        )
        #expect(
            PortChoice.refusal(of: request, at: port, takenBy: nil)
                == Refusal("container port 80/tcp", "host port 0.0.0.0:8080/tcp is in use")
        )
    }

    @Test func `the first free port of a range is chosen, and a full range is refused`() throws {
        ports.others(have: try hostPort("0.0.0.0", 8000))
        let first = try chosen(choose(web("8000-8001")))
        #expect(Set(first.map(\.host.port)) == [8001])
        let outcome = try choose(web("8000-8001"), for: ipv4Only, beside: first)
        #expect(outcome == .occupied(try web("8000-8001"), first[0]))
        ports.others(have: try hostPort("::", 8002), nil)
        ports.release(first.map(\.host))
        ports.others(have: try hostPort("0.0.0.0", 8001))
        let (request, last) = (try web("8000-8001"), try hostPort("0.0.0.0", 8001))
        #expect(try choose(request) == .taken(request, last))
        #expect(
            PortChoice.refusal(of: request, at: last, takenBy: "a.service")
                == Refusal(
                    "container port 80/tcp",
                    "host port 0.0.0.0:8001/tcp is in use by a.service, and no other port of 8000-8001 is free"
                )
        )
    }

    @Test func `automatic ports continue after the last one, and start over at the end of the range`() throws {
        func port(behind last: UInt16?) throws -> UInt16? {
            let publications = try chosen(choose(web(nil), behind: last))
            ports.release(publications.map(\.host))
            return publications.first?.host.port
        }
        #expect(try port(behind: nil) == 32768)
        #expect(try port(behind: 32768) == 32769)
        #expect(try port(behind: 32771) == 32768)
        #expect(try port(behind: 7) == 32768)
        #expect(try port(behind: 65535) != nil)
        ports.others(have: try hostPort("0.0.0.0", 32770))
        #expect(try port(behind: 32769) == 32771)
    }

    @Test func `requests of one container get different ports`() throws {
        let publications = try chosen(
            choose(web("32768-32769"), web("32768"), web(nil), PortRequest(.tcp, 81), PortRequest(.udp, 81))
        )
        let taken = publications.filter { $0.host.address.family == .v4 }
        #expect(Set(taken.map(\.host)).count == 5)
        #expect(taken.filter { $0.host.transport == .udp }.map(\.host.port) == [32768])
        let open = try web(nil)
        let two = try choose(open, PortRequest(.tcp, 81), PortRequest(.tcp, 82), for: ipv4Only, beside: publications)
        guard case .occupied = two else { throw Refusal("outcome", "\(two)") }
        #expect(ports.reserved == Set(publications.map(\.host)))
    }

    @Test func `an address that the host lacks is refused by name, and no port stays reserved`() throws {
        ports.hostLacks(try address("192.0.2.9"))
        #expect(
            throws: Refusal(
                "container port 80/tcp",
                "host address 192.0.2.9 is not assigned to this host; use an address that `ip address` lists, omit it, "
                    + "or wait for it with publish.absent_address=wait"
            )
        ) {
            try choose(web("8080"), web("8081", on: "192.0.2.9"))
        }
        #expect(ports.reserved.isEmpty)
    }

    @Test func `a container without addresses cannot publish ports`() throws {
        let bare = try endpoint("e3", on: "n1")
        #expect(throws: Refusal.self) { try choose(web("8080"), for: bare) }
    }

    @Test(arguments: 0..<100)
    func `no port is published twice, for any requests`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var published: [Publication] = []
        for index in 0..<12 {
            let container = try endpoint("c\(index)", on: "n1", "10.1.0.\(index + 2)/24", "fd00:1::\(index + 2)/64")
            let first = UInt16.random(in: 100...104, using: &random)
            let range = PortRange(first: first, last: first + UInt16.random(in: 0...3, using: &random))
            let request = PortRequest(
                Bool.random(using: &random) ? .tcp : .udp,
                80,
                hostAddress: try ["192.0.2.1", "192.0.2.2", "0.0.0.0", "::"].randomElement(using: &random)
                    .map { try address($0) },
                hostPorts: Bool.random(using: &random) ? range : nil
            )
            guard case .chosen(let chosen)? = try? choose(request, for: container, beside: published) else { continue }
            let wanted = request.hostPorts ?? ports.automaticPorts
            #expect(chosen.allSatisfy { wanted.contains($0.host.port) })
            published += chosen
        }
        for (index, one) in published.enumerated() {
            #expect(!published.dropFirst(index + 1).contains { $0.host.overlaps(one.host) })
        }
        #expect(ports.reserved == Set(published.map(\.host)))
    }
}
