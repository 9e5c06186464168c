// SPDX-License-Identifier: Apache-2.0

/// A netlink family, which selects a part of the kernel.
public enum NetlinkFamily: Int32, Sendable {
    /// Links, addresses, routes, neighbors (`NETLINK_ROUTE`).
    case route = 0
    /// Socket diagnostics of other protocols (`NETLINK_SOCK_DIAG`).
    case sockets = 4
    /// nf_tables and connection tracking (`NETLINK_NETFILTER`).
    case netfilter = 12
}
