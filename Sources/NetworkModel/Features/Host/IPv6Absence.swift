// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The way in which a host has no IPv6.
public enum IPv6Absence: String, Hashable, Sendable, CaseIterable {
    /// The kernel was booted without it (`ipv6.disable=1`).
    case kernel
    /// It is turned off for all links (`net.ipv6.conf.all.disable_ipv6`).
    case allLinks
    /// It is turned off for links that are made (`net.ipv6.conf.default.disable_ipv6`).
    case newLinks

    /// The setting that turns it off.
    public var setting: String {
        switch self {
        case .kernel: "ipv6.disable"
        case .allLinks: "net.ipv6.conf.all.disable_ipv6"
        case .newLinks: "net.ipv6.conf.default.disable_ipv6"
        }
    }

    /// What an administrator does to turn it on for links that are made from then on.
    var remedy: String {
        switch self {
        case .kernel: "boot the kernel without ipv6.disable=1"
        case .allLinks, .newLinks: "sysctl -w \(setting)=0"
        }
    }
}

extension Network {
    /// Refuses the network where its bridge could not be the gateway of its IPv6 subnet.
    ///
    /// A network that was made before stays, without the gateway.
    public func check(beside absence: IPv6Absence?) throws(Refusal) {
        guard let absence, let gateway = gatewayAddresses.first(where: { $0.address.family == .v6 }) else { return }
        throw Refusal(
            "subnet \(gateway.prefix)",
            "IPv6 is turned off on this host (\(absence.setting)=1); \(absence.remedy), or leave out --ipv6 and the subnet"
        )
    }
}
