// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// The link groups of mdnp (`ip link show group 0x6d64`).
enum LinkGroup {
    /// The group of all links in use.
    static let active: UInt32 = FirewallNames.linkGroup
    /// The group of retired links: the next number, so that one rule matches both groups.
    static let retired: UInt32 = FirewallNames.retiredLinkGroup
}
