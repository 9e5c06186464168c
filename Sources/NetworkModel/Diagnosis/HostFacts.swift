// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The state of the host that affects mdnp networks without being part of mdnp.
public struct HostFacts: Hashable, Sendable {
    /// The routes, including those of mdnp.
    public var routes: [HostRoute] = []
    /// The addresses of all host links.
    public var addresses: Set<IPAddress> = []
    /// The blocks whose addresses are all local to the host (`ip route show table local`).
    public var ownBlocks: [Prefix] = []
    /// A Boolean value that indicates whether the host forwards IPv4 packets, at least on the links of its default routes
    /// (`net.ipv4.ip_forward`).
    public var forwardsIPv4 = true
    /// The uplinks other than the first on which the kernel drops IPv4 packets from the Internet (`rp_filter` 1), if there are several
    /// uplinks.
    public var strictUplinks: Set<InterfaceName> = []
    /// The filters of other programs for forwarded packets.
    public var filters: [ForwardFilter] = []
    /// The firewalld zones of links; nil if firewalld does not run.
    public var zones: FirewallZones?
    /// The host links, their indices by their names.
    public var links: [String: Int32] = [:]
    /// The reason that links with `route_localnet` lack their own filter for 127.0.0.0/8; nil if they have one.
    public var loopbackGuardFailure: String?
    /// The frames that the firewall dropped in the last ten minutes because of their source, by the link of their endpoint.
    public var droppedFrames: [InterfaceName: [DroppedFrames]] = [:]
    /// The connections that the kernel tracks; nil if it tracks none (`net.netfilter.nf_conntrack_max`).
    public var connections: Usage?
    /// The open descriptors of the daemon (`RLIMIT_NOFILE`).
    public var descriptors: Usage?

    /// Creates the facts of a host without problems.
    public init() {}

    /// The usage of a limited resource.
    public struct Usage: Hashable, Sendable {
        /// The number in use.
        public let used: Int
        /// The maximum number.
        public let limit: Int

        /// Creates a usage.
        public init(_ used: Int, of limit: Int) {
            self.used = used
            self.limit = limit
        }

        /// Returns a Boolean value that indicates whether the usage is at least a percentage of the limit.
        func exceeds(percent: Int) -> Bool { limit > 0 && used * 100 >= limit * percent }
    }
}
