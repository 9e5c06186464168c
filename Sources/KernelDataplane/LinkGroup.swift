// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// The groups that mdnp's links are in (`ip link show group 0x6d64`).
enum LinkGroup {
    /// Everything of mdnp's that is alive.
    static let living: UInt32 = FirewallNames.linkGroup
    /// What waits to be deleted: one more, so that a rule asks for both at once.
    static let dead: UInt32 = FirewallNames.retiredLinkGroup
}
