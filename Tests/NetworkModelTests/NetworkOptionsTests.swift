// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

struct NetworkOptionsTests {
    @Test func `a network without options has Docker's defaults`() throws {
        let options = try BridgeOptions.ofNetwork([:])
        #expect(options.mtu == .usual)
        #expect(options.bridge == nil)
        #expect(options.interfacePrefix.description == "eth")
        #expect(options.icc)
        #expect(options.gateway == .mdnp)
    }

    @Test func `mdnp's names and Docker's names of an option have the same meaning`() throws {
        let own = ["mtu": "1400", "bridge": "br7", "interface_prefix": "krish-mdnp", "icc": "false"]
        let docker = [
            "com.docker.network.driver.mtu": "1400", "com.docker.network.bridge.name": "br7",
            "com.docker.network.container_iface_prefix": "krish-mdnp", "com.docker.network.bridge.enable_icc": "false",
        ]
        #expect(try BridgeOptions.ofNetwork(own) == BridgeOptions.ofNetwork(docker))
    }

    @Test(arguments: ["1", "t", "T", "true", "TRUE", "True"])
    func `icc is on for every spelling of true that Docker accepts`(text: String) throws {
        #expect(try BridgeOptions.ofNetwork(["icc": text]).icc)
    }

    @Test(arguments: ["0", "f", "F", "false", "FALSE", "False"])
    func `icc is off for every spelling of false that Docker accepts`(text: String) throws {
        #expect(try !BridgeOptions.ofNetwork(["icc": text]).icc)
    }

    @Test(arguments: ["68", "1500", "9000", "65535"])
    func `an MTU in range is accepted`(text: String) throws {
        #expect(try BridgeOptions.ofNetwork(["mtu": text]).mtu.bytes == Int(text))
    }

    @Test(arguments: ["mtu", "com.docker.network.driver.mtu"])
    func `an MTU is automatic or a number, under either name`(
        key: String
    ) throws {
        let options = try BridgeOptions.ofNetwork([key: "auto"])
        #expect(options.mtu == .automatic)
        #expect(try BridgeOptions.ofNetwork([key: "1400"]).mtu == .bytes(1400))
    }

    @Test(arguments: [("1", 1), ("4294967295", UInt32.max), ("none", nil)] as [(String, UInt32?)])
    func `a connection limit is a number from 1, or none`(text: String, limit: UInt32?) throws {
        #expect(try BridgeOptions.ofNetwork(["max_connections": text]).maxConnections == limit)
    }

    @Test func `trusted links are separated by commas, or by colons under Docker's name`() throws {
        let links = [try InterfaceName("eth0"), try InterfaceName("wg0")]
        #expect(Options().trustedLinks == [])
        #expect(try BridgeOptions.ofNetwork(["trusted_links": "wg0, eth0,wg0"]).trustedLinks == links)
        let name = "com.docker.network.bridge.trusted_host_interfaces"
        #expect(try BridgeOptions.ofNetwork([name: "eth0:wg0"]).trustedLinks == links)
        let many = (0...64).map { "eth\($0)" }.joined(separator: ",")
        for text in ["", "eth0,", "eth0:wg0", "a b", many] {
            #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork(["trusted_links": text]) }
        }
        let options = try BridgeOptions.ofNetwork(["trusted_links": "eth0,wg0"])
        #expect(throws: Refusal.self) {
            try NetworkModelTests.network("n", "10.1.0.0/24", options: options, isInternal: true)
        }
        let network = try NetworkModelTests.network("n", "10.1.0.0/24", options: options)
        #expect(network.firewallElements.isSuperset(of: links.map { .trusted($0, to: network.bridge) }))
    }

    @Test func `containers reach the host and have 16384 connections by default`() throws {
        #expect(Options().hostAccess && Options().maxConnections == 16_384)
        #expect(try !BridgeOptions.ofNetwork(["host_access": "false"]).hostAccess)
    }

    @Test(arguments: ["0", "1", "2", "3"]) func `the number of announcements is that of the engine's option`(
        text: String
    ) throws {
        let options = try BridgeOptions.ofNetwork(["com.docker.network.advertise_addr_nmsgs": text])
        #expect(options.announcements == Int(text))
    }

    @Test(arguments: ["", "-1", "4", "many"])
    func `an invalid number of announcements is refused if the engine does not check it`(
        text: String
    ) {
        let option = "com.docker.network.advertise_addr_nmsgs"
        let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork([option: text]) }
        #expect(refusal?.description == "option \(option): \"\(text)\" is invalid; use a number from 0 to 3")
    }

    @Test func `options that Docker reads itself are ignored`() throws {
        #expect(try BridgeOptions.ofNetwork(["com.docker.network.advertise_addr_ms": "10"]) == Options())
    }

    @Test(arguments: [
        (["mtu": "67"], #"option mtu: "67" is invalid; use auto or a number from 68 to 65535"#),
        (["mtu": "65536"], #"option mtu: "65536" is invalid; use auto or a number from 68 to 65535"#),
        (["mtu": "-1"], #"option mtu: "-1" is invalid; use auto or a number from 68 to 65535"#),
        (["mtu": "big"], #"option mtu: "big" is invalid; use auto or a number from 68 to 65535"#),
        (
            ["com.docker.network.driver.mtu": ""],
            #"option com.docker.network.driver.mtu: "" is invalid; use auto or a number from 68 to 65535"#
        ),
        (
            ["max_connections": "0"],
            #"option max_connections: "0" is invalid; use none or a number from 1 to 4294967295"#
        ),
        (["host_access": "no"], #"option host_access: "no" is invalid; use true or false"#),
        (["icc": "yes"], #"option icc: "yes" is invalid; use true or false"#),
        (["gateway": "host"], #"option gateway: "host" is invalid; use one of mdnp, docker, none"#),
        (["gatway": "none"], "option gatway: does not exist; did you mean gateway?"),
        (["mut": "1400"], "option mut: does not exist; did you mean mtu?"),
        (
            ["com.docker.network.bridge.nam": "x"],
            "option com.docker.network.bridge.nam: does not exist; did you mean com.docker.network.bridge.name?"
        ),
        (
            ["colour": "red"],
            "option colour: does not exist; use one of mtu, bridge, interface_prefix, icc, gateway, masquerade, "
                + "snat, host_access, max_connections, trusted_links, publish.bind, publish.allow, "
                + "publish.absent_address, publish.internal, "
                + "spoof_check, ethertypes"
        ),
        (
            ["mtu": "1400", "com.docker.network.driver.mtu": "1400"],
            "option mtu: is set twice, also as com.docker.network.driver.mtu"
        ),
        (
            ["interface_prefix": "a-very-long-name"],
            #"option interface_prefix: "a-very-long-name" has 16 characters, at most 12 are allowed"#
        ),
    ])
    func `an invalid option is refused with its name and the problem`(options: [String: String], message: String) {
        let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork(options) }
        #expect(refusal?.description == message)
    }

    @Test(
        arguments: [
            "mtu", "com.docker.network.driver.mtu", "max_connections", "com.docker.network.advertise_addr_nmsgs",
        ],
        ["+1", "+1500", "-1", " 1500", "1500 ", "1_500", "1e3", "0x5dc", "１５００"]
    )
    func `a number consists of digits only`(option: String, text: String) {
        let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork([option: text]) }
        #expect(refusal?.subject == "option \(option)")
        #expect(refusal?.reason.contains("a number from") == true)
    }

    @Test(arguments: ["a/b", "a b", "", ".", "..", "a-name-with-16-c", "-eth", "br:0", "br\n0", "ü"])
    func `unsafe names of bridges and interfaces are refused by name`(text: String) {
        for option in ["bridge", "interface_prefix"] {
            let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork([option: text]) }
            #expect(refusal?.subject == "option \(option)")
        }
    }

    @Test(arguments: ["com.docker.network.enable_ipv4", "com.docker.network.enable_ipv6"])
    func `the engine decides on the families of a network`(key: String) throws {
        for value in ["true", "false"] { #expect(try BridgeOptions.ofNetwork([key: value]) == Options()) }
    }

    private static let bridge = "com.docker.network.bridge."

    @Test(
        arguments: [
            (["gateway_mode_ipv4": "nat", "gateway_mode_ipv6": "nat"], [.v4, .v6], .mdnp),
            (["gateway_mode_ipv4": ""], [.v4], .mdnp), (["inhibit_ipv4": "false"], [.v4], .mdnp),
            (["default_bridge": "false"], [.v4], .mdnp), (["gateway_mode_ipv4": "isolated"], [.v4], .none),
            (["gateway_mode_ipv6": "isolated"], [.v6], .none), (["inhibit_ipv4": "true"], [.v4], .none),
            (["gateway_mode_ipv4": "isolated", "gateway_mode_ipv6": "isolated"], [.v4, .v6], .none),
            (["inhibit_ipv4": "true", "gateway_mode_ipv6": "isolated"], [.v4, .v6], .none),
        ] as [([String: String], Set<IPFamily>, GatewayMode)]
    )
    func `an option of Docker's bridge with an mdnp equivalent is accepted`(
        options: [String: String],
        families: Set<IPFamily>,
        gateway: GatewayMode
    ) throws {
        let texts = Dictionary(uniqueKeysWithValues: options.map { (Self.bridge + $0, $1) })
        #expect(
            try BridgeOptions.ofNetwork(texts, for: families) == BridgeOptions.ofNetwork(["gateway": gateway.rawValue])
        )
    }

    @Test(
        arguments: [
            (
                ["gateway_mode_ipv4": "routed"],
                "\"routed\" is not supported: use masquerade=false for outbound traffic; "
            ),
            (
                ["gateway_mode_ipv6": "nat-unprotected"],
                "\"nat-unprotected\" is not supported: unpublished ports are closed"
            ),
            (["gateway_mode_ipv4": "bridged"], "\"bridged\" is invalid; use nat or isolated"),
            (["default_bridge": "true"], "\"true\" is not supported: Docker creates its default network itself"),
            (["inhibit_ipv4": "perhaps"], "\"perhaps\" is invalid; use true or false"),
            (
                ["gateway_mode_ipv4": "isolated", "gateway_mode_ipv6": "nat"],
                "is for IPv4 only, but the network also has IPv6: mdnp is the gateway of both families or of none"
            ),
        ]
    )
    func `a value of Docker's bridge without an mdnp equivalent is refused with the alternative`(
        options: [String: String],
        reason: String
    ) {
        let texts = Dictionary(uniqueKeysWithValues: options.map { (Self.bridge + $0, $1) })
        let refusal = #expect(throws: Refusal.self) { try BridgeOptions.ofNetwork(texts, for: [.v4, .v6]) }
        #expect(refusal?.subject.hasPrefix("option \(Self.bridge)") == true)
        #expect(refusal?.reason.hasPrefix(reason) == true, "\(refusal?.reason ?? "")")
    }

    @Test func `two options that contradict each other about the gateway are refused`() throws {
        let isolated = [Self.bridge + "gateway_mode_ipv4": "isolated"]
        let refusal = #expect(throws: Refusal.self) {
            try BridgeOptions.ofNetwork(isolated.merging(["gateway": "mdnp"]) { one, _ in one })
        }
        #expect(refusal?.reason == "means gateway=none, but gateway=mdnp is set as well")
        #expect(try BridgeOptions.ofNetwork(isolated.merging(["gateway": "none"]) { one, _ in one }).gateway == .none)
    }
}
