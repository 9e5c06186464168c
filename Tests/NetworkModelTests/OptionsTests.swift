// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import Testing

/// Declaration and storage of options.
struct OptionsTests {
    private static let network = [
        "mtu": "1400", "bridge": "br7", "interface_prefix": "net", "icc": "false", "gateway": "docker",
        "masquerade": "false", "snat": "192.0.2.9,2001:db8::9", "host_access": "false", "max_connections": "none",
        "trusted_links": "eth0,wg0", "publish.bind": "127.0.0.1,::1", "publish.allow": "192.0.2.0/24,2001:db8::/32",
        "publish.absent_address": "wait", "publish.internal": "true", "spoof_check": "mac",
        "ethertypes": "0x8100,0x88a8",
        "com.docker.network.advertise_addr_nmsgs": "0",
    ]
    private static let endpoint = [
        "snat": "192.0.2.9", "publish.bind": "192.0.2.1", "publish.allow": "192.0.2.7", "spoof_check": "off",
        "publish.absent_address": "refuse",
        "allowed_addresses": "10.8.0.0/16,10.9.0.1-10.9.0.9", "ethertypes": "0x88cc",
    ]

    @Test func `no two options share a name of mdnp or of Docker`() {
        let names = BridgeOptions.kept.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
    }

    @Test func `every option is stored under its name, as a text that reads as its value`() throws {
        let known = BridgeOptions.kept
        let network = try BridgeOptions.ofNetwork(Self.network)
        #expect(network.texts(of: known) == Self.network)
        #expect(try Options(stored: Self.network, of: known) == network)
        let endpoint = try BridgeOptions.ofEndpoint(Self.endpoint)
        #expect(endpoint.texts(of: known).keys == Self.endpoint.keys)
        #expect(try Options(stored: endpoint.texts(of: known), of: known) == endpoint)
        #expect(Set(Self.network.keys).union(Self.endpoint.keys) == Set(known.map(\.name)))
    }

    @Test func `default values are not stored, even if the user gives them`() throws {
        let usual = [
            "icc": "true", "gateway": "mdnp", "masquerade": "true", "host_access": "true", "max_connections": "16384",
            "publish.internal": "false", "interface_prefix": "eth", "com.docker.network.advertise_addr_nmsgs": "3",
        ]
        #expect(try BridgeOptions.ofNetwork(usual) == Options())
        #expect(Options().texts(of: BridgeOptions.kept).isEmpty)
    }

    @Test func `an unknown stored option is refused by name`() {
        #expect(throws: Refusal("option isolation", "does not exist")) {
            try Options(stored: ["isolation": "true"], of: BridgeOptions.kept)
        }
    }

    @Test func `an option that is reset to its default leaves equal options`() {
        var options = Options()
        options[BridgeOptions.icc] = false
        #expect(options != Options() && !options.icc)
        options[BridgeOptions.icc] = true
        #expect(options == Options() && options.hashValue == Options().hashValue)
    }
}
