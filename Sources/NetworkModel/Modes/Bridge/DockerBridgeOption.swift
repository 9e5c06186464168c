// SPDX-License-Identifier: Apache-2.0

import Addressing

/// A Docker bridge driver option without an mdnp option of the same meaning.
///
/// mdnp accepts a value with an equivalent. Any other value is refused with the text of `Documentation/ComingFrom.md`.
enum DockerBridgeOption: String, Hashable, Sendable, CaseIterable {
    /// The path of IPv4 packets from and to the bridge.
    case gatewayModeIPv4 = "com.docker.network.bridge.gateway_mode_ipv4"
    /// The path of IPv6 packets from and to the bridge.
    case gatewayModeIPv6 = "com.docker.network.bridge.gateway_mode_ipv6"
    /// A bridge without an IPv4 address.
    case inhibitIPv4 = "com.docker.network.bridge.inhibit_ipv4"
    /// Docker's default network.
    case defaultBridge = "com.docker.network.bridge.default_bridge"

    /// The meaning of a value for mdnp.
    enum Meaning: Hashable, Sendable {
        /// The default behavior of mdnp.
        case usual
        /// A bridge without an address of the family: `gateway=none`.
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
            return try OptionText(rawValue, text: text).boolean ? .noGateway(.v4) : .usual
        case .defaultBridge:
            if try !OptionText(rawValue, text: text).boolean { return .usual }
        }
        guard let advice = refused[text] ?? refused["true"] else {
            throw Refusal("option \(rawValue)", "\(text.quoted) is invalid; use nat or isolated")
        }
        throw Refusal("option \(rawValue)", "\(text.quoted) is not supported: \(advice) (Documentation/ComingFrom.md)")
    }

    /// The values without an mdnp equivalent, each with the alternative.
    var refused: [String: String] {
        switch self {
        case .gatewayModeIPv4, .gatewayModeIPv6:
            [
                "routed": "use masquerade=false for outbound traffic; "
                    + "containers are reachable only at host addresses",
                "nat-unprotected": "unpublished ports are closed",
            ]
        case .inhibitIPv4: [:]
        case .defaultBridge: ["true": "Docker creates its default network itself"]
        }
    }
}
