// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// The table `inet mdnp`: published ports, and the paths of packets between networks, host and outside.
///
/// Packets that neither enter nor leave by an mdnp link leave each filter chain by its first rule. NAT chains get only the first packet of
/// each connection. The chains of client lists (``ClientListRules``) and of replies (``replyChains``) are added when needed.
///
///     chain mark_arrival_1 {
///         comment "connections that arrived on link 1 get the number of the link"
///         ct mark set ct mark & 0xbfffffff | 0x20000000
///     }
///     chain mark_arrival_2 {
///         comment "connections that arrived on link 2 get the number of the link"
///         ct mark set ct mark & 0xdfffffff | 0x40000000
///     }
///     chain mark_arrival_3 {
///         comment "connections that arrived on link 3 get the number of the link"
///         ct mark set ct mark | 0x60000000
///     }
///     chain host_arrivals {
///         comment "first packets to ports that mdnp relays: connections get the number of their arrival link"
///         type nat hook input priority 100; policy accept;
///         meta nfproto ipv4 meta l4proto . th dport @relayed_ports4 iifname vmap @arrival_links
///         meta nfproto ipv6 meta l4proto . th dport @relayed_ports6 iifname vmap @arrival_links
///         ip daddr . meta l4proto . th dport @relayed_ports_by_addr4 iifname vmap @arrival_links
///         ip6 daddr . meta l4proto . th dport @relayed_ports_by_addr6 iifname vmap @arrival_links
///     }
///     chain publish {
///         comment "packets to published ports get the address and port of the container"
///         ip6 daddr ::1 return
///         fib daddr type != local return
///         dnat ip to ip daddr . meta l4proto . th dport map @ports_by_addr4
///         dnat ip6 to ip6 daddr . meta l4proto . th dport map @ports_by_addr6
///         dnat ip to meta l4proto . th dport map @ports4
///         dnat ip6 to meta l4proto . th dport map @ports6
///         dnat ip to ip daddr . meta l4proto . th dport map @port_ranges_by_addr4
///         dnat ip6 to ip6 daddr . meta l4proto . th dport map @port_ranges_by_addr6
///         dnat ip to meta l4proto . th dport map @port_ranges4
///         dnat ip6 to meta l4proto . th dport map @port_ranges6
///     }
///     chain limit_connections {
///         comment "first packets from mdnp networks: connections beyond the limits are dropped"
///         iifname . ip saddr @connection_limits4 counter drop
///         iifname . ip6 saddr @connection_limits6 counter drop
///         iifname . ip saddr != @connection_limits4 iifname @bridge_connection_limits counter drop
///         iifname . ip6 saddr != @connection_limits6 iifname @bridge_connection_limits counter drop
///     }
///     chain prerouting {
///         comment "first packets that enter the host: connection limits, forbidden addresses, published ports"
///         type nat hook prerouting priority dstnat; policy accept;
///         iifgroup 28004 jump limit_connections
///         iifname != "lo" ip daddr 127.0.0.0/8 counter drop
///         ip6 saddr ::ffff:0.0.0.0/96 counter drop
///         iifname != "lo" meta nfproto ipv6 fib saddr type local counter drop
///         jump publish
///     }
///     chain output {
///         comment "first packets that the host sends: published ports"
///         type nat hook output priority -100; policy accept;
///         jump publish
///     }
///     chain drop_relayed_ports {
///         comment "packets from networks without egress to ports that mdnp relays are dropped"
///         meta nfproto ipv4 meta l4proto . th dport @relayed_ports4 counter drop
///         meta nfproto ipv6 meta l4proto . th dport @relayed_ports6 counter drop
///         ip daddr . meta l4proto . th dport @relayed_ports_by_addr4 counter drop
///         ip6 daddr . meta l4proto . th dport @relayed_ports_by_addr6 counter drop
///         meta nfproto ipv4 meta l4proto . th dport @relayed_port_ranges4 counter drop
///         meta nfproto ipv6 meta l4proto . th dport @relayed_port_ranges6 counter drop
///         ip daddr . meta l4proto . th dport @relayed_port_ranges_by_addr4 counter drop
///         ip6 daddr . meta l4proto . th dport @relayed_port_ranges_by_addr6 counter drop
///     }
///     chain restrict_relayed_ports {
///         comment "first packets to ports that mdnp relays: clients that publish.allow lacks are dropped"
///         type nat hook input priority 100; policy accept;
///         iifname "lo" accept
///         ip daddr . meta l4proto . th dport vmap @restricted_relayed_ports4
///         ip6 daddr . meta l4proto . th dport vmap @restricted_relayed_ports6
///     }
///     chain from_no_host_access {
///         comment "packets to the host from networks without host access: only ports that mdnp relays"
///         icmpv6 type nd-neighbor-solicit accept
///         icmpv6 type nd-neighbor-advert accept
///         meta nfproto ipv4 meta l4proto . th dport @relayed_ports4 return
///         meta nfproto ipv6 meta l4proto . th dport @relayed_ports6 return
///         ip daddr . meta l4proto . th dport @relayed_ports_by_addr4 return
///         ip6 daddr . meta l4proto . th dport @relayed_ports_by_addr6 return
///         meta nfproto ipv4 meta l4proto . th dport @relayed_port_ranges4 return
///         meta nfproto ipv6 meta l4proto . th dport @relayed_port_ranges6 return
///         ip daddr . meta l4proto . th dport @relayed_port_ranges_by_addr4 return
///         ip6 daddr . meta l4proto . th dport @relayed_port_ranges_by_addr6 return
///         counter drop
///     }
///     chain from_no_egress {
///         comment "packets to the host from networks without egress: only the addresses of their bridge"
///         fib saddr . iif oif missing counter drop
///         fib daddr . iif type local goto drop_relayed_ports
///         fib daddr . iif type broadcast accept
///         fib daddr . iif type multicast accept
///         counter drop
///     }
///     chain input {
///         comment "packets from mdnp networks to the host"
///         type filter hook input priority filter - 10; policy accept;
///         iifgroup != 28004 accept
///         meta iifkind "veth" counter drop
///         ct state established,related ct direction reply accept
///         iifname @no_host_access jump from_no_host_access
///         iifname @no_egress goto from_no_egress
///     }
///     chain allow_packet {
///         comment "allowed packets get the mark 0x10000000; TCP segments fit the MTU of the route"
///         tcp flags syn / syn,rst tcp option maxseg size set rt mtu
///         meta mark set meta mark | 0x10000000
///     }
///     chain admit_connection {
///         comment "admitted connections get the mark 0x10000000, which allows all their packets"
///         ct mark set ct mark | 0x10000000
///         goto allow_packet
///     }
///     chain to_published_port {
///         comment "first packets to published ports are admitted, except from clients that publish.allow lacks"
///         ip daddr vmap @restricted4
///         ip6 daddr vmap @restricted6
///         oifname vmap @restricted_networks
///         goto admit_connection
///     }
///     chain defer_to_docker_user {
///         comment "first packets between two networks: only rules in DOCKER-USER can accept them"
///         meta mark set meta mark & 0x8dffffff | 0x8d000000
///     }
///     chain forward_from_networks {
///         comment "forwarded packets that leave an mdnp network"
///         meta mark & 0x10000000 != 0x00000000 accept
///         meta iifkind "veth" counter drop
///         ct mark & 0x10000000 != 0x00000000 goto allow_packet
///         iifname . oifname @icc meta mark set meta mark | 0x10000000 accept
///         ct direction reply counter drop
///         ct state invalid counter drop
///         ct status dnat iifname @no_egress ip saddr . oifname != @subnets4 counter drop
///         ct status dnat iifname @no_egress ip6 saddr . oifname != @subnets6 counter drop
///         ct status dnat goto to_published_port
///         iifname @no_egress counter drop
///         iifname . oifname @trusted_links goto admit_connection
///         oifgroup 28004 iifname @networks oifname @networks oifname != @no_egress ct state new ct status ! confirmed fib daddr . iif oif missing goto defer_to_docker_user
///         oifgroup 28004 counter drop
///         oifname @docker_bridges counter drop
///         iifname @networks goto admit_connection
///         counter drop
///     }
///     chain forward_to_networks {
///         comment "forwarded packets from other links into an mdnp network"
///         ct mark & 0x10000000 != 0x00000000 goto allow_packet
///         ct direction reply counter drop
///         iifname vmap @arrival_links
///         ct status dnat goto to_published_port
///         iifname . oifname @trusted_links goto admit_connection
///         counter drop
///     }
///     chain forward {
///         comment "forwarded packets that leave or enter an mdnp network"
///         type filter hook forward priority filter - 10; policy accept;
///         iifgroup 28004 goto forward_from_networks
///         oifgroup 28004 goto forward_to_networks
///     }
///     chain between_networks {
///         comment "first packets between networks are dropped, unless a rule in DOCKER-USER accepted them"
///         type nat hook postrouting priority -199; policy accept;
///         oifgroup != 28004 accept
///         ct mark & 0x10000000 != 0x00000000 accept
///         meta mark 0x8e000000/8 goto admit_connection
///         iifgroup 28004 iifname . oifname != @icc counter drop
///     }
///     chain nat_from_outside {
///         comment "first packets from Docker bridges to published ports get the address of the host"
///         ct status dnat iifname @docker_bridges masquerade
///     }
///     chain nat_to_networks {
///         comment "clients whose replies would bypass the host get the address of the host"
///         ip saddr 127.0.0.0/8 masquerade
///         ct status dnat oifname @no_egress masquerade
///         iifgroup != 28004 goto nat_from_outside
///         ct status dnat ip saddr . oifname @subnets4 masquerade
///         ct status dnat ip6 saddr . oifname @subnets6 masquerade
///         ct status dnat ip daddr . iifname @multihomed4 masquerade
///         ct status dnat ip6 daddr . iifname @multihomed6 masquerade
///     }
///     chain nat_from_networks {
///         comment "first packets that leave mdnp networks get their source address (snat, masquerade)"
///         snat ip to iifname . ip saddr map @endpoint_snat4
///         snat ip6 to iifname . ip6 saddr map @endpoint_snat6
///         snat ip to iifname map @snat4
///         snat ip6 to iifname map @snat6
///         meta nfproto ipv4 iifname @masqueraded4 masquerade
///         meta nfproto ipv6 iifname @masqueraded6 masquerade
///         ct status dnat oifname @docker_bridges masquerade
///     }
///     chain postrouting {
///         comment "first packets that leave the host: source addresses"
///         type nat hook postrouting priority srcnat; policy accept;
///         oifgroup 28004 goto nat_to_networks
///         iifgroup 28004 goto nat_from_networks
///     }
extension FirewallTable {
    /// The table for packets.
    static var inet: FirewallTable {
        FirewallTable(
            family: .inet,
            comment: "mdnp: published ports, and packets between mdnp networks, the host and other links",
            chains: arrivalChains + portChains + [
                allowPacket, admitConnection, toPublishedPort, deferToDockerUser, forwardFromNetworks,
                forwardToNetworks,
                forward, betweenNetworks, natFromOutside, natToNetworks, natFromNetworks, postrouting,
            ]
        )
    }

    /// Returns a chain of this table with a derived name.
    static func inetChain(_ name: String, comment: String, rules: [NFExpression]...) -> Chain {
        Chain(.inet, name: name, comment: comment, rules: rules)
    }

    private static var allowPacket: Chain {
        chain(.allowPacket, rules: .clampSegments, .mark(allowed))
    }

    /// Admits the first packet of a connection.
    ///
    /// The mark of the connection then admits the others, even after the rules were missing for a while.
    private static var admitConnection: Chain {
        chain(.admitConnection, rules: .markConnection(allowed), .goto(.allowPacket))
    }

    /// Admits connections to a published port from its allowed clients.
    private static var toPublishedPort: Chain {
        chain(
            .toPublishedPort,
            rules: .destination(.v4) + .verdict(in: .restricted4),
            .destination(.v6) + .verdict(in: .restricted6),
            .outputVerdict(in: .restrictedNetworks),
            .goto(.admitConnection)
        )
    }

    /// Marks connections between two networks, which pass only if a user's rule in `DOCKER-USER` accepts them (``DockerChains``).
    private static var deferToDockerUser: Chain {
        chain(.deferToDockerUser, rules: .mark(undecided, in: decision))
    }

    /// Matches first packets between two networks: only these reach the chain `between_networks`.
    private static var opensWayBetweenNetworks: [NFExpression] {
        let networks: [NFExpression] = .input(in: .networks) + .output(in: .networks) + .output(notIn: .noEgress)
        return .isOfOurs(.outputGroup) + networks + .isNew + .isNotConfirmed + .leavesByAnotherLink
    }

    private static var forwardFromNetworks: Chain {
        chain(
            .forwardFromNetworks,
            // The table `bridge mdnp` admitted the packet already: it stays within its network.
            rules: .isMarked(allowed) + .accept,
            // Packets enter by a bridge, never by its port.
            .inputIsVeth + .drop,
            .isOfConnectionMarked(allowed) + .goto(.allowPacket),
            .inputAndOutput(in: .icc) + .mark(allowed) + .accept,
            .isReply + .drop,
            .isInvalid + .drop,
            .isTranslated + .input(in: .noEgress) + .sourceAndOutput(.v4) + .isNotIn(.subnets4) + .drop,
            .isTranslated + .input(in: .noEgress) + .sourceAndOutput(.v6) + .isNotIn(.subnets6) + .drop,
            .isTranslated + .goto(.toPublishedPort),
            .input(in: .noEgress) + .drop,
            .inputAndOutput(in: .trustedLinks) + .goto(.admitConnection),
            opensWayBetweenNetworks + .goto(.deferToDockerUser),
            .isOfOurs(.outputGroup) + .drop,
            .output(in: .dockerBridges) + .drop,
            .input(in: .networks) + .goto(.admitConnection),
            .drop
        )
    }

    private static var forwardToNetworks: Chain {
        chain(
            .forwardToNetworks,
            rules: .isOfConnectionMarked(allowed) + .goto(.allowPacket),
            .isReply + .drop,
            .inputVerdict(in: .arrivalLinks),
            .isTranslated + .goto(.toPublishedPort),
            .inputAndOutput(in: .trustedLinks) + .goto(.admitConnection),
            .drop
        )
    }

    private static var forward: Chain {
        chain(
            .forward,
            // Before Docker's chains, whose priority is 0.
            base: NFBaseChain(hook: .forward, priority: FirewallNames.forwardPriority),
            rules: .isOfOurs(.inputGroup) + .goto(.forwardFromNetworks),
            .isOfOurs(.outputGroup) + .goto(.forwardToNetworks)
        )
    }

    /// Drops connections between networks, unless mdnp allows them or a user's rule accepted them.
    ///
    /// Only first packets reach a NAT chain. The chain `between_networks` comes before all others: a chain that translates ends the hook for the packet.
    private static var betweenNetworks: Chain {
        chain(
            .betweenNetworks,
            base: NFBaseChain(type: "nat", hook: .postrouting, priority: -199),
            rules: .isOfOthers(.outputGroup) + .accept,
            .isOfConnectionMarked(allowed) + .accept,
            .isMarked(shown, in: decision) + .goto(.admitConnection),
            .isOfOurs(.inputGroup) + .inputAndOutput(notIn: .icc) + .drop
        )
    }

    /// Masquerades clients whose replies a container would not send by the host; other outside clients keep their address.
    ///
    /// Masqueraded clients are 127.0.0.1, clients of a container without a default route, and clients in any network of the container. The
    /// Docker bridges of a container are unknown. Clients from all Docker bridges therefore get the host's address, as Docker itself does.
    private static var natToNetworks: Chain {
        chain(
            .natToNetworks,
            rules: .isLoopback(.source) + .masquerade,
            .isTranslated + .output(in: .noEgress) + .masquerade,
            // A frame that returns to its bridge arrives here without its input link.
            .isOfOthers(.inputGroup) + .goto(.natFromOutside),
            .isTranslated + .sourceAndOutput(.v4) + .isIn(.subnets4) + .masquerade,
            .isTranslated + .sourceAndOutput(.v6) + .isIn(.subnets6) + .masquerade,
            .isTranslated + .destinationAndInput(.v4) + .isIn(.multihomed4) + .masquerade,
            .isTranslated + .destinationAndInput(.v6) + .isIn(.multihomed6) + .masquerade
        )
    }

    /// Masquerades clients of Docker bridges; clients from foreign links need no lookup in the mdnp networks.
    private static var natFromOutside: Chain {
        chain(.natFromOutside, rules: .isTranslated + .input(in: .dockerBridges) + .masquerade)
    }

    /// Sets the source of outgoing packets of containers, and of packets to ports that Docker publishes.
    ///
    /// A container of such a port may be on the client's network as well.
    private static var natFromNetworks: Chain {
        chain(
            .natFromNetworks,
            rules: .inputAndSource(.v4) + .translateLoadedSource(.v4, by: .endpointSNAT4),
            .inputAndSource(.v6) + .translateLoadedSource(.v6, by: .endpointSNAT6),
            .translateSource(.v4, by: .snat4),
            .translateSource(.v6, by: .snat6),
            .family(.v4) + .input(in: .masqueraded4) + .masquerade,
            .family(.v6) + .input(in: .masqueraded6) + .masquerade,
            .isTranslated + .output(in: .dockerBridges) + .masquerade
        )
    }

    private static var postrouting: Chain {
        chain(
            .postrouting,
            base: NFBaseChain(type: "nat", hook: .postrouting, priority: 100),
            rules: .isOfOurs(.outputGroup) + .goto(.natToNetworks),
            .isOfOurs(.inputGroup) + .goto(.natFromNetworks)
        )
    }
}
