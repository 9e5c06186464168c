import Addressing
import NetlinkWire

/// The table `bridge mdnp`: with which addresses containers speak, and which do not reach each other.
///
/// Frames that neither come from nor go to a link of mdnp's leave each chain by its first rule.
///
///     chain check {
///         iifname . ether saddr != @hardware counter drop
///         iifname @unaddressed return
///         iifname . arp saddr ether != @hardware counter drop
///         iifname . ether saddr . arp saddr ip @speakers4 return
///         arp saddr ip 0.0.0.0 return
///         icmpv6 type nd-router-advert counter drop
///         icmpv6 type nd-redirect counter drop
///         ip6 nexthdr != ipv6-icmp icmpv6 type nd-neighbor-advert counter drop
///         ip6 nexthdr != ipv6-icmp icmpv6 type nd-neighbor-solicit counter drop
///         icmpv6 type nd-neighbor-advert iifname . ether saddr . @nh,384,128 != @neighbor_targets6 counter drop
///         ip6 saddr :: icmpv6 type nd-neighbor-solicit iifname . ether saddr . @nh,384,128 != @neighbor_targets6 counter drop
///         iifname . ether saddr . ip6 saddr @speakers6 return
///         ip6 saddr :: meta l4proto ipv6-icmp return
///         counter drop
///     }
///     chain trusted {
///         ether daddr . ip daddr @members4 notrack meta mark set meta mark | 0x10000000 accept
///         ether daddr . ip6 daddr @members6 notrack meta mark set meta mark | 0x10000000 accept
///         ip daddr 127.0.0.0/8 counter drop
///         meta priority set 6d64:1
///         accept
///     }
///     chain prerouting {
///         type filter hook prerouting priority dstnat - 10; policy accept;
///         iifgroup != 28004/31 accept
///         iifname . ether saddr . ip saddr @speakers4 goto trusted
///         meta l4proto != ipv6-icmp iifname . ether saddr . ip6 saddr @speakers6 goto trusted
///         iifname @links goto check
///     }
///     chain forward {
///         type filter hook forward priority 100; policy accept;
///         oifgroup != 28004/31 accept
///         @ll,0,8 & 0x1 == 0x1 oifname . ether saddr @hardware counter drop
///         meta mark & 0x10000000 != 0x00000000 accept
///         iifname @apart oifname @apart counter drop
///     }
extension FirewallTable {
    /// The table that the frames of bridges pass.
    static var bridge: FirewallTable {
        FirewallTable(family: .bridge, chains: [check, trusted, prerouting, forward])
    }

    private static func chain(_ name: String, _ base: NFBaseChain? = nil, rules: [NFExpression]...) -> Chain {
        Chain(.bridge, name, base, rules: rules)
    }

    /// A container speaks with its own addresses; it asks with none whether somebody has one, and tells of no routers.
    private static var check: Chain {
        chain(
            "check",
            rules: .input(with: .frameSource) + .isNotIn(.hardware) + .drop,
            .input(in: .unaddressed) + .returning,
            .frame(of: .arp) + .input(with: .arpHardware) + .isNotIn(.hardware) + .drop,
            .frame(of: .arp) + .inputAndFrameSource(with: .arpSource) + .isIn(.speakers4) + .returning,
            .frame(of: .arp) + .isZero(.arpSource) + .returning,
            .neighborMessage(.routerAdvertisement) + .drop,
            .neighborMessage(.redirect) + .drop,
            // Behind other headers the target would be elsewhere; nobody who means well puts any there.
            .neighborMessage(.advertisement, behindOtherHeaders: true) + .drop,
            .neighborMessage(.solicitation, behindOtherHeaders: true) + .drop,
            .neighborMessage(.advertisement) + .inputAndFrameSource(with: .neighborTarget)
                + .isNotIn(.neighborTargets6) + .drop,
            // Who asks for an address that is somebody else's tells it that there are two.
            .neighborMessage(.solicitation, fromNobody: true) + .inputAndFrameSource(with: .neighborTarget)
                + .isNotIn(.neighborTargets6) + .drop,
            .frame(of: .ipv6) + .inputAndFrameSource(with: .ipv6Source) + .isIn(.speakers6) + .returning,
            .frame(of: .ipv6) + .isZero(.ipv6Source) + .isICMPv6 + .returning,
            .drop
        )
    }

    /// What goes from container to container within a network stays on its bridge, and nothing is asked of its connection.
    private static var trusted: Chain {
        chain(
            "trusted",
            rules: .frameAndPacketDestination(.v4) + .isIn(.members4) + .untracked + .mark(allowed) + .accept,
            .frameAndPacketDestination(.v6) + .isIn(.members6) + .untracked + .mark(allowed) + .accept,
            .frame(of: .ipv4) + .isLoopbackDestination + .drop,
            // The sign for the filter of the bridge that this table has seen the frame (``LoopbackGuard``).
            .prioritize(LoopbackGuard.seen),
            .accept
        )
    }

    private static var prerouting: Chain {
        chain(
            "prerouting",
            // Before br_netfilter hands the frame to the host's own chains, which track it.
            NFBaseChain(hook: .prerouting, priority: -310),
            // A link that waits for the reaper still carries what its container says.
            rules: .isOfOthers(.inputGroup, buriedToo: true) + .accept,
            // What nearly all frames are comes first, by one look-up.
            .frame(of: .ipv4) + .inputAndFrameSource(with: .ipv4Source) + .isIn(.speakers4) + .goto("trusted"),
            .frame(of: .ipv6) + .isNotICMPv6 + .inputAndFrameSource(with: .ipv6Source) + .isIn(.speakers6)
                + .goto("trusted"),
            .input(in: .links) + .goto("check")
        )
    }

    private static var forward: Chain {
        chain(
            "forward",
            // After br_netfilter, which has the host's own chains decide: what they marked may go back into its bridge.
            NFBaseChain(hook: .forward, priority: 100),
            rules: .isOfOthers(.outputGroup, buriedToo: true) + .accept,
            // A port that may send back what came from it ("hairpin") does so with what goes to all.
            .isToMany + .outputAndFrameSource + .isIn(.hardware) + .drop,
            .isMarked(allowed) + .accept,
            .input(in: .apart) + .output(in: .apart) + .drop
        )
    }
}
