// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

/// Options for the source addresses of containers, and their firewall elements.
struct SenderOptionsTests {
    private func network(_ options: [String: String] = [:], _ gateways: String...) throws -> Network {
        let subnets = try (gateways.isEmpty ? ["10.1.0.1/24", "fd00:1::1/64"] : gateways).map { text in
            let gateway = try #require(InterfaceAddress(text))
            return try Subnet(prefix: gateway.prefix, gateway: gateway.address)
        }
        return try Network(
            id: NetworkID("n1"),
            options: BridgeOptions.ofNetwork(options.merging(["bridge": "br"]) { $1 }),
            isInternal: false,
            subnets: subnets
        )
    }

    private func endpoint(_ options: [String: String] = [:], ipv6: String? = "fd00:1::2/64") throws -> Endpoint {
        try Endpoint(
            id: EndpointID("e1"),
            network: NetworkID("n1"),
            ipv4: InterfaceAddress("10.1.0.2/24"),
            ipv6: ipv6.flatMap { InterfaceAddress($0) },
            options: BridgeOptions.ofEndpoint(options)
        )
    }

    /// Returns the elements of the sets that only these options fill.
    private func special(_ endpoint: Endpoint, _ network: Network) -> Set<FirewallElement> {
        endpoint.firewallElements(on: network).filter {
            switch $0 {
            case .allowedSource, .allowedAnnouncement, .allowedEtherType, .linkLocalSource, .noLinkLocal, .anySource:
                true
            default: false
            }
        }
    }

    @Test func `a container without options is checked, and has no further addresses`() throws {
        let (network, endpoint) = (try network(), try endpoint())
        #expect(endpoint.spoofCheck(on: network) == .on)
        #expect(special(endpoint, network) == [])
        #expect(endpoint.firewallElements(on: network).contains(.link(endpoint.link)))
        #expect(!endpoint.hasUnknownAddresses(on: network) && endpoint.isHairpin(on: network))
    }

    @Test func `an option of a container overrides the option of its network`() throws {
        let lax = try network(["spoof_check": "off", "ethertypes": "lldp"])
        #expect(try endpoint().spoofCheck(on: lax) == .off)
        let strict = try endpoint(["spoof_check": "on"])
        #expect(strict.spoofCheck(on: lax) == .on)
        #expect(special(strict, lax) == [.allowedEtherType(strict.link, 0x88cc)])
        let other = try endpoint(["spoof_check": "on", "ethertypes": "vlan"])
        #expect(special(other, lax) == [.allowedEtherType(other.link, 0x8100), .allowedEtherType(other.link, 0x88a8)])
    }

    @Test func `spoof_check=mac checks only the MAC address, and spoof_check=off checks nothing`() throws {
        let network = try network()
        let mac = try endpoint(["spoof_check": "mac"])
        #expect(special(mac, network) == [.anySource(mac.link)])
        #expect(mac.firewallElements(on: network).isSuperset(of: [.link(mac.link), .linkMAC(mac.link, mac.mac)]))
        #expect(mac.hasUnknownAddresses(on: network) && mac.isHairpin(on: network))
        let off = try endpoint(["spoof_check": "off"])
        #expect(special(off, network) == [])
        #expect(!off.firewallElements(on: network).contains(.link(off.link)))
        #expect(off.hasUnknownAddresses(on: network) && !off.isHairpin(on: network))
    }

    @Test func `an allowed address inside the network can be a source and can be claimed`() throws {
        let network = try network()
        let endpoint = try endpoint(["allowed_addresses": "10.1.0.100 fd00:1::64"])
        #expect(
            special(endpoint, network) == [
                .allowedSource(endpoint.link, endpoint.mac, .of("10.1.0.100")),
                .allowedAnnouncement(endpoint.link, endpoint.mac, .of("10.1.0.100")),
                .allowedSource(endpoint.link, endpoint.mac, .of("fd00:1::64")),
                .allowedAnnouncement(endpoint.link, endpoint.mac, .of("fd00:1::64")),
            ]
        )
        #expect(endpoint.hasUnknownAddresses(on: network))
    }

    @Test func `a router may send from every address, but may claim no address of its own network`() throws {
        let network = try network()
        let endpoint = try endpoint(["allowed_addresses": "0.0.0.0/0"])
        #expect(
            special(endpoint, network) == [
                .allowedSource(endpoint.link, endpoint.mac, .of("0.0.0.0-10.1.0.0")),
                .allowedSource(endpoint.link, endpoint.mac, .of("10.1.0.2-255.255.255.255")),
                .allowedAnnouncement(endpoint.link, endpoint.mac, .of("0.0.0.0-10.0.255.255")),
                .allowedAnnouncement(endpoint.link, endpoint.mac, .of("10.1.1.0-255.255.255.255")),
            ]
        )
        #expect(!endpoint.hasUnknownAddresses(on: network))
    }

    @Test(arguments: ["10.1.0.1", "10.1.0.0-10.1.0.1", "fd00:1::1", "10.1.0.1-10.1.0.9"])
    func `the gateway address is never allowed`(text: String) throws {
        let network = try network()
        let endpoint = try endpoint(["allowed_addresses": text])
        for case .allowedSource(_, _, let range) in special(endpoint, network) {
            for gateway in network.gatewayAddresses { #expect(!range.contains(gateway.address)) }
        }
        for case .allowedAnnouncement(_, _, let range) in special(endpoint, network) {
            for gateway in network.gatewayAddresses { #expect(!range.contains(gateway.address)) }
        }
    }

    @Test func `an IPv4 container has the link-local address of its MAC address`() throws {
        let network = try network([:], "10.1.0.1/24")
        let endpoint = try endpoint(ipv6: nil)
        let address = IPv6Address(linkLocalOf: endpoint.mac)
        #expect(special(endpoint, network) == [.linkLocalSource(endpoint.link, endpoint.mac, address)])
        #expect(
            endpoint.firewallElements(on: network).contains(.linkAnnouncement(endpoint.link, endpoint.mac, address))
        )
    }

    @Test(arguments: ["169.254.7.1/24", "169.0.0.1/8", "fe80:1::1/64"])
    func `link-local addresses are checked like others on a network of link-local addresses`(gateway: String) throws {
        let endpoint = try endpoint()
        #expect(special(endpoint, try network([:], gateway)).contains(.noLinkLocal(endpoint.link)))
    }

    @Test func `an ethertype is a word or a number`() throws {
        #expect(EtherTypes("vlan,0x88cc, 0x9000")?.types == [0x8100, 0x88a8, 0x88cc, 0x9000])
        #expect(EtherTypes("pppoe,mpls,lldp")?.description == "0x8847,0x8848,0x8863,0x8864,0x88cc")
        for text in ["", "vlan,", "0x0800", "0x86dd", "0x0806", "0x05ff", "0x10000", "8100", "ipx", "0x", "0x+1ff"] {
            #expect(EtherTypes(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        (["spoof_check": "no"], #"option spoof_check: "no" is invalid; use one of on, mac, off"#),
        (["ethertypes": "0x0800"], "option ethertypes"),
        (["allowed_addresses": "10.1.0.0/33"], "option allowed_addresses"),
        (["alowed_addresses": "10.1.0.9"], "did you mean allowed_addresses?"),
    ])
    func `an invalid endpoint option is refused by name`(options: [String: String], message: String) {
        let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofEndpoint(options) }
        #expect(refusal?.description.contains(message) == true, "\(String(describing: refusal))")
    }

    @Test func `allowed addresses of a network are refused, and the error names the endpoint option`() {
        let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork(["allowed_addresses": "10.1.0.9"]) }
        #expect(refusal?.description.contains("driver-opt=allowed_addresses=VALUE") == true)
    }

    @Test func `a container has at most 64 allowed ranges, so that the kernel loads them in a moment`() throws {
        func text(_ count: Int) -> String { (0..<count).map { "10.\($0).0.0/24" }.joined(separator: ",") }
        #expect(try BridgeOptions.ofEndpoint(["allowed_addresses": text(64)]).senders.allowed.ranges.count == 64)
        let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofEndpoint(["allowed_addresses": text(65)]) }
        #expect(refusal?.description.contains("has 65 ranges, at most 64") == true)
    }

    @Test func `a container has at most 64 ethertypes, so that the kernel loads them in a moment`() throws {
        func text(_ count: Int) -> String {
            (0..<count).map { EtherTypes.text(0x9000 + UInt16($0)) }.joined(separator: ",")
        }
        #expect(try BridgeOptions.ofEndpoint(["ethertypes": text(64)]).senders.etherTypes?.types.count == 64)
        let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork(["ethertypes": text(65)]) }
        #expect(refusal?.description.contains("has 65 EtherTypes, at most 64") == true)
    }
}

extension AddressRange {
    fileprivate static func of(_ text: String) -> AddressRange {
        guard let range = AddressRange(text) else { preconditionFailure(text) }
        return range
    }
}
