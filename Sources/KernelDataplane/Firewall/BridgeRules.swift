import Addressing
import NetlinkWire

/// The table `bridge mdnp`: with which addresses containers speak, and which do not reach each other.
///
///     chain check {
///         iifname . ether saddr != @hardware counter drop
///         iifname @unaddressed return
///         iifname . arp saddr ether != @hardware counter drop
///         iifname . ether saddr . arp saddr ip @speakers4 return
///         arp saddr ip 0.0.0.0 return
///         icmpv6 type nd-router-advert counter drop
///         icmpv6 type nd-redirect counter drop
///         icmpv6 type nd-neighbor-advert iifname . ether saddr . @th,64,128 != @speakers6 counter drop
///         ip6 saddr :: icmpv6 type nd-neighbor-solicit iifname . ether saddr . @th,64,128 != @speakers6 counter drop
///         iifname . ether saddr . ip6 saddr @speakers6 return
///         ip6 saddr :: meta l4proto ipv6-icmp return
///         counter drop
///     }
///     chain prerouting {
///         type filter hook prerouting priority dstnat - 10; policy accept;
///         iifname . ether saddr . ip saddr @speakers4 accept
///         meta l4proto != ipv6-icmp iifname . ether saddr . ip6 saddr @speakers6 accept
///         iifname @links goto check
///     }
///     chain forward {
///         type filter hook forward priority filter; policy accept;
///         meta mark & 0x10000000 != 0x00000000 accept
///         @ll,0,8 & 0x1 == 0x1 oifname . ether saddr @hardware counter drop
///         iifname @apart oifname @apart counter drop
///     }
extension FirewallTable {
    /// The table that the frames of bridges pass.
    static var bridge: FirewallTable {
        FirewallTable(family: .bridge, chains: [check, prerouting, forward])
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
            .neighborMessage(.advertisement) + .inputAndFrameSource(with: .neighborTarget) + .isNotIn(.speakers6)
                + .drop,
            // Who asks for an address that is somebody else's tells it that there are two.
            .neighborMessage(.solicitation, fromNobody: true) + .inputAndFrameSource(with: .neighborTarget)
                + .isNotIn(.speakers6) + .drop,
            .frame(of: .ipv6) + .inputAndFrameSource(with: .ipv6Source) + .isIn(.speakers6) + .returning,
            .frame(of: .ipv6) + .isZero(.ipv6Source) + .isICMPv6 + .returning,
            .drop
        )
    }

    private static var prerouting: Chain {
        chain(
            "prerouting",
            // Before br_netfilter hands the frame to the host's own chains, which track it.
            NFBaseChain(hook: .prerouting, priority: -310),
            // What nearly all frames are comes first, by one look-up.
            rules: .frame(of: .ipv4) + .inputAndFrameSource(with: .ipv4Source) + .isIn(.speakers4) + .accept,
            .frame(of: .ipv6) + .isNotICMPv6 + .inputAndFrameSource(with: .ipv6Source) + .isIn(.speakers6) + .accept,
            .input(in: .links) + .goto("check")
        )
    }

    private static var forward: Chain {
        chain(
            "forward",
            NFBaseChain(hook: .forward, priority: -200),
            rules: .isMarked(allowed) + .accept,
            // A port that may send back what came from it ("hairpin") does so with what goes to all.
            .isToMany + .outputAndFrameSource + .isIn(.hardware) + .drop,
            .input(in: .apart) + .output(in: .apart) + .drop
        )
    }
}
