// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// The table `inet mdnp`: published ports, and the paths of packets between networks, host and outside.
///
/// Packets that neither enter nor leave by an mdnp link leave each filter chain by its first rule. NAT chains get only the first packet of
/// each connection. The chains of client lists (``ClientListRules``) and of replies (``answerChains``) are added when needed.
///
///     chain arrival_1 {
///         ct mark set ct mark & 0xbfffffff | 0x20000000
///     }
///     chain arrival_2 {
///         ct mark set ct mark & 0xdfffffff | 0x40000000
///     }
///     chain arrival_3 {
///         ct mark set ct mark | 0x60000000
///     }
///     chain arrivals_at_host {
///         type nat hook input priority 100; policy accept;
///         meta nfproto ipv4 meta l4proto . th dport @relayed4 iifname vmap @arrivals
///         meta nfproto ipv6 meta l4proto . th dport @relayed6 iifname vmap @arrivals
///         ip daddr . meta l4proto . th dport @relayedAt4 iifname vmap @arrivals
///         ip6 daddr . meta l4proto . th dport @relayedAt6 iifname vmap @arrivals
///     }
///     chain publish {
///         ip6 daddr ::1 return
///         fib daddr type != local return
///         dnat ip to ip daddr . meta l4proto . th dport map @at4
///         dnat ip6 to ip6 daddr . meta l4proto . th dport map @at6
///         dnat ip to meta l4proto . th dport map @any4
///         dnat ip6 to meta l4proto . th dport map @any6
///         dnat ip to ip daddr . meta l4proto . th dport map @at_ranges4
///         dnat ip6 to ip6 daddr . meta l4proto . th dport map @at_ranges6
///         dnat ip to meta l4proto . th dport map @any_ranges4
///         dnat ip6 to meta l4proto . th dport map @any_ranges6
///     }
///     chain opening {
///         iifname . ip saddr @connections4 counter drop
///         iifname . ip6 saddr @connections6 counter drop
///         iifname . ip saddr != @connections4 iifname @bridge_connections counter drop
///         iifname . ip6 saddr != @connections6 iifname @bridge_connections counter drop
///     }
///     chain prerouting {
///         type nat hook prerouting priority dstnat; policy accept;
///         iifgroup 28004 jump opening
///         iifname != "lo" ip daddr 127.0.0.0/8 counter drop
///         ip6 saddr ::ffff:0.0.0.0/96 counter drop
///         iifname != "lo" meta nfproto ipv6 fib saddr type local counter drop
///         jump publish
///     }
///     chain output {
///         type nat hook output priority -100; policy accept;
///         jump publish
///     }
///     chain relaying {
///         meta nfproto ipv4 meta l4proto . th dport @relayed4 counter drop
///         meta nfproto ipv6 meta l4proto . th dport @relayed6 counter drop
///         ip daddr . meta l4proto . th dport @relayedAt4 counter drop
///         ip6 daddr . meta l4proto . th dport @relayedAt6 counter drop
///         meta nfproto ipv4 meta l4proto . th dport @relayed_ranges4 counter drop
///         meta nfproto ipv6 meta l4proto . th dport @relayed_ranges6 counter drop
///         ip daddr . meta l4proto . th dport @relayed_ranges_at4 counter drop
///         ip6 daddr . meta l4proto . th dport @relayed_ranges_at6 counter drop
///     }
///     chain to_relays {
///         type nat hook input priority 100; policy accept;
///         iifname "lo" accept
///         ip daddr . meta l4proto . th dport vmap @restricted_relays4
///         ip6 daddr . meta l4proto . th dport vmap @restricted_relays6
///     }
///     chain to_host {
///         icmpv6 type nd-neighbor-solicit accept
///         icmpv6 type nd-neighbor-advert accept
///         meta nfproto ipv4 meta l4proto . th dport @relayed4 return
///         meta nfproto ipv6 meta l4proto . th dport @relayed6 return
///         ip daddr . meta l4proto . th dport @relayedAt4 return
///         ip6 daddr . meta l4proto . th dport @relayedAt6 return
///         meta nfproto ipv4 meta l4proto . th dport @relayed_ranges4 return
///         meta nfproto ipv6 meta l4proto . th dport @relayed_ranges6 return
///         ip daddr . meta l4proto . th dport @relayed_ranges_at4 return
///         ip6 daddr . meta l4proto . th dport @relayed_ranges_at6 return
///         counter drop
///     }
///     chain from_closed {
///         fib saddr . iif oif missing counter drop
///         fib daddr . iif type local goto relaying
///         fib daddr . iif type broadcast accept
///         fib daddr . iif type multicast accept
///         counter drop
///     }
///     chain input {
///         type filter hook input priority filter - 10; policy accept;
///         iifgroup != 28004 accept
///         meta iifkind "veth" counter drop
///         ct state established,related ct direction reply accept
///         iifname @no_host_access jump to_host
///         iifname @closed goto from_closed
///     }
///     chain pass {
///         tcp flags syn / syn,rst tcp option maxseg size set rt mtu
///         meta mark set meta mark | 0x10000000
///     }
///     chain admit {
///         ct mark set ct mark | 0x10000000
///         goto pass
///     }
///     chain published {
///         ip daddr vmap @restricted4
///         ip6 daddr vmap @restricted6
///         oifname vmap @restricted_networks
///         goto admit
///     }
///     chain undecided {
///         meta mark set meta mark & 0x8dffffff | 0x8d000000
///     }
///     chain leaving {
///         meta mark & 0x10000000 != 0x00000000 accept
///         meta iifkind "veth" counter drop
///         ct mark & 0x10000000 != 0x00000000 goto pass
///         iifname . oifname @within meta mark set meta mark | 0x10000000 accept
///         ct direction reply counter drop
///         ct state invalid counter drop
///         ct status dnat iifname @closed ip saddr . oifname != @own4 counter drop
///         ct status dnat iifname @closed ip6 saddr . oifname != @own6 counter drop
///         ct status dnat goto published
///         iifname @closed counter drop
///         iifname . oifname @trusted_links goto admit
///         oifgroup 28004 iifname @networks oifname @networks oifname != @closed ct state new ct status ! confirmed fib daddr . iif oif missing goto undecided
///         oifgroup 28004 counter drop
///         oifname @foreign counter drop
///         iifname @networks goto admit
///         counter drop
///     }
///     chain entering {
///         ct mark & 0x10000000 != 0x00000000 goto pass
///         ct direction reply counter drop
///         iifname vmap @arrivals
///         ct status dnat goto published
///         iifname . oifname @trusted_links goto admit
///         counter drop
///     }
///     chain forward {
///         type filter hook forward priority filter - 10; policy accept;
///         iifgroup 28004 goto leaving
///         oifgroup 28004 goto entering
///     }
///     chain between {
///         type nat hook postrouting priority -199; policy accept;
///         oifgroup != 28004 accept
///         ct mark & 0x10000000 != 0x00000000 accept
///         meta mark 0x8e000000/8 goto admit
///         iifgroup 28004 iifname . oifname != @within counter drop
///     }
///     chain from_outside {
///         ct status dnat iifname @foreign masquerade
///     }
///     chain to_networks {
///         ip saddr 127.0.0.0/8 masquerade
///         ct status dnat oifname @closed masquerade
///         iifgroup != 28004 goto from_outside
///         ct status dnat ip saddr . oifname @own4 masquerade
///         ct status dnat ip6 saddr . oifname @own6 masquerade
///         ct status dnat ip daddr . iifname @multihomed4 masquerade
///         ct status dnat ip6 daddr . iifname @multihomed6 masquerade
///     }
///     chain from_networks {
///         snat ip to iifname . ip saddr map @endpoint_source4
///         snat ip6 to iifname . ip6 saddr map @endpoint_source6
///         snat ip to iifname map @source4
///         snat ip6 to iifname map @source6
///         meta nfproto ipv4 iifname @masqueraded4 masquerade
///         meta nfproto ipv6 iifname @masqueraded6 masquerade
///         ct status dnat oifname @foreign masquerade
///     }
///     chain postrouting {
///         type nat hook postrouting priority srcnat; policy accept;
///         oifgroup 28004 goto to_networks
///         iifgroup 28004 goto from_networks
///     }
extension FirewallTable {
    /// The table for packets.
    static var inet: FirewallTable {
        FirewallTable(
            family: .inet,
            chains: arrivalChains + portChains + [
                pass, admit, published, undecidedChain, leaving, entering, forward, between, fromOutside, toNetworks,
                fromNetworks,
                postrouting,
            ]
        )
    }

    /// Returns a chain of this table with a derived name.
    static func inetChain(_ name: String, base: NFBaseChain? = nil, rules: [NFExpression]...) -> Chain {
        Chain(.inet, name: name, base: base, rules: rules)
    }

    private static var pass: Chain {
        chain(.pass, rules: .clampSegments, .mark(allowed))
    }

    /// Admits the first packet of a connection.
    ///
    /// The mark of the connection then admits the others, even after the rules were missing for a while.
    private static var admit: Chain {
        chain(.admit, rules: .markConnection(allowed), .goto(.pass))
    }

    /// Admits connections to a published port from its allowed clients.
    private static var published: Chain {
        chain(
            .published,
            rules: .destination(.v4) + .verdict(in: .restricted4),
            .destination(.v6) + .verdict(in: .restricted6),
            .outputVerdict(in: .restrictedNetworks),
            .goto(.admit)
        )
    }

    /// Marks connections between two networks, which pass only if a user's rule in `DOCKER-USER` accepts them (``DockerChains``).
    private static var undecidedChain: Chain {
        chain(.undecided, rules: .mark(undecided, in: decision))
    }

    /// Matches first packets between two networks: only these reach the chain `between`.
    private static var opensWayBetweenNetworks: [NFExpression] {
        let networks: [NFExpression] = .input(in: .networks) + .output(in: .networks) + .output(notIn: .closed)
        return .isOfOurs(.outputGroup) + networks + .isNew + .isNotConfirmed + .leavesByAnotherLink
    }

    private static var leaving: Chain {
        chain(
            .leaving,
            // The table `bridge mdnp` admitted the packet already: it stays within its network.
            rules: .isMarked(allowed) + .accept,
            // Packets enter by a bridge, never by its port.
            .inputIsVeth + .drop,
            .isOfConnectionMarked(allowed) + .goto(.pass),
            .inputAndOutput(in: .within) + .mark(allowed) + .accept,
            .isReply + .drop,
            .isInvalid + .drop,
            .isTranslated + .input(in: .closed) + .sourceAndOutput(.v4) + .isNotIn(.own4) + .drop,
            .isTranslated + .input(in: .closed) + .sourceAndOutput(.v6) + .isNotIn(.own6) + .drop,
            .isTranslated + .goto(.published),
            .input(in: .closed) + .drop,
            .inputAndOutput(in: .trustedLinks) + .goto(.admit),
            opensWayBetweenNetworks + .goto(.undecided),
            .isOfOurs(.outputGroup) + .drop,
            .output(in: .foreign) + .drop,
            .input(in: .networks) + .goto(.admit),
            .drop
        )
    }

    private static var entering: Chain {
        chain(
            .entering,
            rules: .isOfConnectionMarked(allowed) + .goto(.pass),
            .isReply + .drop,
            .inputVerdict(in: .arrivals),
            .isTranslated + .goto(.published),
            .inputAndOutput(in: .trustedLinks) + .goto(.admit),
            .drop
        )
    }

    private static var forward: Chain {
        chain(
            .forward,
            // Before Docker's chains, whose priority is 0.
            base: NFBaseChain(hook: .forward, priority: FirewallNames.forwardPriority),
            rules: .isOfOurs(.inputGroup) + .goto(.leaving),
            .isOfOurs(.outputGroup) + .goto(.entering)
        )
    }

    /// Drops connections between networks, unless mdnp allows them or a user's rule accepted them.
    ///
    /// Only first packets reach a NAT chain. The chain `between` comes before all others: a chain that translates ends the hook for the packet.
    private static var between: Chain {
        chain(
            .between,
            base: NFBaseChain(type: "nat", hook: .postrouting, priority: -199),
            rules: .isOfOthers(.outputGroup) + .accept,
            .isOfConnectionMarked(allowed) + .accept,
            .isMarked(shown, in: decision) + .goto(.admit),
            .isOfOurs(.inputGroup) + .inputAndOutput(notIn: .within) + .drop
        )
    }

    /// Masquerades clients whose replies a container would not send by the host; other outside clients keep their address.
    ///
    /// Masqueraded clients are 127.0.0.1, clients of a container without a default route, and clients in any network of the container. The
    /// Docker bridges of a container are unknown. Clients from all Docker bridges therefore get the host's address, as Docker itself does.
    private static var toNetworks: Chain {
        chain(
            .toNetworks,
            rules: .isLoopback(.source) + .masquerade,
            .isTranslated + .output(in: .closed) + .masquerade,
            // A frame that returns to its bridge arrives here without its input link.
            .isOfOthers(.inputGroup) + .goto(.fromOutside),
            .isTranslated + .sourceAndOutput(.v4) + .isIn(.own4) + .masquerade,
            .isTranslated + .sourceAndOutput(.v6) + .isIn(.own6) + .masquerade,
            .isTranslated + .destinationAndInput(.v4) + .isIn(.multihomed4) + .masquerade,
            .isTranslated + .destinationAndInput(.v6) + .isIn(.multihomed6) + .masquerade
        )
    }

    /// Masquerades clients of Docker bridges; clients from foreign links need no lookup in the mdnp networks.
    private static var fromOutside: Chain {
        chain(.fromOutside, rules: .isTranslated + .input(in: .foreign) + .masquerade)
    }

    /// Sets the source of outgoing packets of containers, and of packets to ports that Docker publishes.
    ///
    /// A container of such a port may be on the client's network as well.
    private static var fromNetworks: Chain {
        chain(
            .fromNetworks,
            rules: .inputAndSource(.v4) + .translateLoadedSource(.v4, by: .endpointSource4),
            .inputAndSource(.v6) + .translateLoadedSource(.v6, by: .endpointSource6),
            .translateSource(.v4, by: .source4),
            .translateSource(.v6, by: .source6),
            .family(.v4) + .input(in: .masqueraded4) + .masquerade,
            .family(.v6) + .input(in: .masqueraded6) + .masquerade,
            .isTranslated + .output(in: .foreign) + .masquerade
        )
    }

    private static var postrouting: Chain {
        chain(
            .postrouting,
            base: NFBaseChain(type: "nat", hook: .postrouting, priority: 100),
            rules: .isOfOurs(.outputGroup) + .goto(.toNetworks),
            .isOfOurs(.inputGroup) + .goto(.fromNetworks)
        )
    }
}
