// SPDX-License-Identifier: Apache-2.0

import Addressing

/// A cause for the absence of IPv6 on a host.
public enum IPv6Absence: String, Hashable, Sendable, CaseIterable {
    /// The kernel was booted without IPv6 (`ipv6.disable=1`).
    case kernel
    /// IPv6 is disabled on all links (`net.ipv6.conf.all.disable_ipv6`).
    case allLinks
    /// IPv6 is disabled on new links (`net.ipv6.conf.default.disable_ipv6`).
    case newLinks

    /// The setting that disables IPv6.
    public var setting: String {
        switch self {
        case .kernel: "ipv6.disable"
        case .allLinks: "net.ipv6.conf.all.disable_ipv6"
        case .newLinks: "net.ipv6.conf.default.disable_ipv6"
        }
    }

    /// The action that enables IPv6 on links created afterwards.
    var remedy: String {
        switch self {
        case .kernel: "boot the kernel without ipv6.disable=1"
        case .allLinks, .newLinks: "run \"sysctl -w \(setting)=0\""
        }
    }
}

extension Network {
    /// Refuses the network if its bridge could not be the gateway of its IPv6 subnet.
    ///
    /// An existing network stays, without the gateway.
    public func check(beside absence: IPv6Absence?) throws(Refusal) {
        guard let absence, let gateway = gatewayAddresses.first(where: { $0.address.family == .v6 }) else { return }
        throw Refusal(
            "subnet \(gateway.prefix)",
            "IPv6 is disabled on this host (\(absence.setting)=1); \(absence.remedy), or omit --ipv6 and the subnet"
        )
    }
}
