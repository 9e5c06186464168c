// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Something of the host itself that mdnp changed, kept so that it is undone when nothing needs it any more.
public enum HostChange: Hashable, Sendable {
    /// The host forwards IPv6 packets (`net.ipv6.conf.all.forwarding`), which it did not before.
    case forwardsIPv6
    /// A link goes on hearing router advertisements although the host forwards (`accept_ra` 2 instead of 1).
    case hearsAdvertisements(InterfaceName)
}
