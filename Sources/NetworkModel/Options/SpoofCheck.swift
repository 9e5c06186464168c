// SPDX-License-Identifier: Apache-2.0

/// How much of a container's frames is checked as they enter the bridge: the option `spoof_check`.
public enum SpoofCheck: String, Hashable, Sendable, CaseIterable {
    /// The MAC address, the addresses of IP, ARP and neighbor discovery, and the ethertype. The default.
    case on
    /// The MAC address only: for routers and for nodes that give addresses to containers of their own.
    case mac
    /// Nothing: for switches and virtual machines, whose frames come from MAC addresses of their own.
    case off
}
