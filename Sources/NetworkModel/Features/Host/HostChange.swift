// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A change of a host setting by mdnp, recorded to be undone when it is no longer needed.
public enum HostChange: Hashable, Sendable {
    /// IPv6 forwarding (`net.ipv6.conf.all.forwarding`), which was off before.
    case forwardsIPv6
    /// Router advertisements that a link still accepts although the host forwards (`accept_ra` 2 instead of 1).
    case acceptsAdvertisements(InterfaceName)
}
