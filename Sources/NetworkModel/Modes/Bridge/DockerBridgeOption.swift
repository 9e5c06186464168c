// SPDX-License-Identifier: Apache-2.0

import Addressing

/// An option of Docker's bridge driver for which mdnp has no option of the same meaning.
///
/// A value with an mdnp equivalent is accepted; any other is refused in the words of `Documentation/ComingFrom.md`.
enum DockerBridgeOption: String, Hashable, Sendable, CaseIterable {
    /// How packets of IPv4 get from and to the bridge.
    case gatewayModeIPv4 = "com.docker.network.bridge.gateway_mode_ipv4"
    /// How packets of IPv6 get from and to the bridge.
    case gatewayModeIPv6 = "com.docker.network.bridge.gateway_mode_ipv6"
    /// The bridge has no IPv4 address.
    case inhibitIPv4 = "com.docker.network.bridge.inhibit_ipv4"
    /// The network is Docker's default one.
    case defaultBridge = "com.docker.network.bridge.default_bridge"

    /// The meaning of a value for mdnp.
    enum Meaning: Hashable, Sendable {
        /// The usual behavior of mdnp.
        case usual
        /// The bridge has no address of a family: `gateway=none`.
        case noGateway(IPFamily)
    }

    /// Returns the meaning of a value; refuses one without an mdnp equivalent.
    func meaning(of text: String) throws(Refusal) -> Meaning {
        switch self {
        case .gatewayModeIPv4, .gatewayModeIPv6:
            switch text {
            case "", "nat": return .usual
            case "isolated": return .noGateway(self == .gatewayModeIPv4 ? .v4 : .v6)
            default: break
            }
        case .inhibitIPv4:
            return try OptionText(rawValue, text).boolean ? .noGateway(.v4) : .usual
        case .defaultBridge:
            if try !OptionText(rawValue, text).boolean { return .usual }
        }
        guard let advice = refused[text] ?? refused["true"] else {
            throw Refusal("option \(rawValue)", "\(text.quoted) is none of nat, isolated")
        }
        throw Refusal("option \(rawValue)", "\(text.quoted) is not supported: \(advice) (Documentation/ComingFrom.md)")
    }

    /// The values without an mdnp equivalent, each with the alternative.
    var refused: [String: String] {
        switch self {
        case .gatewayModeIPv4, .gatewayModeIPv6:
            [
                "routed": "on the way out masquerade=false; on the way in not yet: "
                    + "a container is reached at the host's address",
                "nat-unprotected": "not yet: unpublished ports are closed",
            ]
        case .inhibitIPv4: [:]
        case .defaultBridge: ["true": "Docker makes its default network itself"]
        }
    }
}
