// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// What of the host bears on mdnp's networks though it is not mdnp's.
public struct HostFacts: Hashable, Sendable {
    /// The routes, mdnp's own among them.
    public var routes: [HostRoute] = []
    /// The addresses of all of the host's links.
    public var addresses: Set<IPAddress> = []
    /// The blocks of which the host takes every address for its own (`ip route show table local`).
    public var ownBlocks: [Prefix] = []
    /// Whether the host forwards IPv4 packets, or at least the links of its default routes do (`net.ipv4.ip_forward`).
    public var forwardsIPv4 = true
    /// The ways out beside the first by which the kernel takes no IPv4 packets from the Internet (`rp_filter` 1), where there are several.
    public var strictUplinks: Set<InterfaceName> = []
    /// The filters of other programs for forwarded packets.
    public var filters: [ForwardFilter] = []
    /// The zones of firewalld that links are in; nil where it does not run.
    public var zones: FirewallZones?
    /// The links of the host, their indices by their names.
    public var links: [String: Int32] = [:]
    /// Why links that route 127.0.0.0/8 have no filter of their own that guards it; nil where they have one.
    public var loopbackGuardFailure: String?
    /// The frames that the firewall dropped in the last ten minutes for what they come from, by the link of their endpoint.
    public var droppedFrames: [InterfaceName: [DroppedFrames]] = [:]
    /// The connections that the kernel tracks; nil where it tracks none (`net.netfilter.nf_conntrack_max`).
    public var connections: Usage?
    /// The descriptors that the daemon has open (`RLIMIT_NOFILE`).
    public var descriptors: Usage?

    /// A host on which nothing is in the way.
    public init() {}

    /// How much of something is used.
    public struct Usage: Hashable, Sendable {
        /// How many.
        public let used: Int
        /// How many there may be.
        public let limit: Int

        /// So many of so many.
        public init(_ used: Int, of limit: Int) {
            self.used = used
            self.limit = limit
        }

        /// Whether more than so many of a hundred are used.
        func exceeds(percent: Int) -> Bool { limit > 0 && used * 100 >= limit * percent }
    }
}
