// SPDX-License-Identifier: Apache-2.0

/// The extent of the checks on a container's frames as they enter the bridge: the option `spoof_check`.
public enum SpoofCheck: String, Hashable, Sendable, CaseIterable {
    /// The MAC address, the IP, ARP and neighbor discovery addresses, and the ethertype. The default.
    case on
    /// The MAC address only: for routers, and for nodes that assign addresses to their own containers.
    case mac
    /// No check: for switches and virtual machines, whose frames have their own MAC addresses.
    case off
}
