// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// The table `bridge mdnp`: the source addresses that containers may use, and the isolation of containers.
///
/// Frames that neither enter nor leave by an mdnp link leave each chain by its first rule.
///
///     chain wrong_mac {
///         update @dropped_macs { iifname timeout 10m counter : ether saddr }
///         counter drop
///     }
///     chain wrong_arp_mac {
///         update @dropped_macs { iifname timeout 10m counter : arp saddr ether }
///         counter drop
///     }
///     chain wrong_source {
///         update @dropped_sources4 { iifname timeout 10m counter : ip saddr }
///         update @dropped_sources4 { iifname timeout 10m counter : arp saddr ip }
///         update @dropped_sources6 { iifname timeout 10m counter : ip6 saddr }
///         ether type != ip ether type != arp ether type != ip6 update @dropped_ethertypes { iifname timeout 10m counter : ether type }
///         counter drop
///     }
///     chain claims {
///         iifname . ether saddr . @nh,384,128 @neighbor_targets6 return
///         iifname . ether saddr . @nh,384,128 @allowed_claims6 return
///         iifname != @no_link_local @nh,384,16 & 0xffc0 == 0xfe80 @nh,472,16 != 0xfffe return
///         update @dropped_targets6 { iifname timeout 10m counter }
///         counter drop
///     }
///     chain link_local {
///         notrack meta priority set 6d64:2
///     }
///     chain check {
///         iifname . ether saddr != @hardware goto wrong_mac
///         iifname @unaddressed return
///         iifname . ether type @ethertypes return
///         iifname . arp saddr ether != @hardware goto wrong_arp_mac
///         iifname . ether saddr . arp saddr ip @speakers4 return
///         arp saddr ip 0.0.0.0 return
///         iifname . ether saddr . arp saddr ip @allowed_claims4 return
///         iifname != @no_link_local arp saddr ip 169.254.0.0/16 goto link_local
///         iifname != @no_link_local ip saddr 169.254.0.0/16 ip daddr 169.254.0.0/16 goto link_local
///         iifname != @no_link_local ip saddr 169.254.0.0/16 ip daddr 224.0.0.0/3 goto link_local
///         iifname . ether saddr . ip saddr @allowed_sources4 return
///         icmpv6 type nd-router-advert counter drop
///         icmpv6 type nd-redirect counter drop
///         ip6 nexthdr != ipv6-icmp icmpv6 type nd-neighbor-advert counter drop
///         ip6 nexthdr != ipv6-icmp icmpv6 type nd-neighbor-solicit counter drop
///         icmpv6 type nd-neighbor-advert jump claims
///         ip6 saddr :: icmpv6 type nd-neighbor-solicit jump claims
///         iifname . ether saddr . ip6 saddr @speakers6 return
///         ip6 saddr :: meta l4proto ipv6-icmp return
///         iifname . ether saddr . ip6 saddr @allowed_sources6 return
///         iifname . ether saddr . ip6 saddr @link_locals6 goto link_local
///         iifname != @no_link_local ether type ip6 @nh,64,16 & 0xffc0 == 0xfe80 @nh,152,16 != 0xfffe goto link_local
///         goto wrong_source
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
///     chain input {
///         type filter hook input priority filter; policy accept;
///         meta priority 6d64:2 counter drop
///     }
///     chain forward {
///         type filter hook forward priority 100; policy accept;
///         oifgroup != 28004/31 accept
///         @ll,0,8 & 0x1 == 0x1 oifname . ether saddr @hardware counter drop
///         meta mark & 0x10000000 != 0x00000000 accept
///         iifname @apart oifname @apart counter drop
///     }
extension FirewallTable {
    /// The table for the frames of bridges.
    static var bridge: FirewallTable {
        FirewallTable(
            family: .bridge,
            chains: [wrongMAC, wrongARPMAC, wrongSource, claims, linkLocal, check, trusted, prerouting, input, forward]
        )
    }

    /// The packet priority that marks a frame as link-local, for the input chain.
    private static let staysOnLink: UInt32 = LinkGroup.active << 16 | 2

    /// Counts and drops frames with the MAC address of another container.
    private static var wrongMAC: Chain {
        chain(.wrongMAC, rules: .noted(.frameSource, in: .droppedMACs), .drop)
    }

    private static var wrongARPMAC: Chain {
        chain(.wrongARPMAC, rules: .frame(of: .arp) + .noted(.arpHardware, in: .droppedMACs), .drop)
    }

    /// Counts and drops frames with a foreign source address, or with an unexpected EtherType.
    ///
    /// A full set ends only the rule that counts, not the chain.
    private static var wrongSource: Chain {
        chain(
            .wrongSource,
            rules: .frame(of: .ipv4) + .noted(.ipv4Source, in: .droppedSources4),
            .frame(of: .arp) + .noted(.arpSource, in: .droppedSources4),
            .frame(of: .ipv6) + .noted(.ipv6Source, in: .droppedSources6),
            .isOfOtherType + .noted(.etherType, in: .droppedEtherTypes),
            .drop
        )
    }

    /// Admits the IPv6 addresses that a container may claim.
    ///
    /// Link-local ones are included, except those that follow from a foreign MAC address.
    private static var claims: Chain {
        chain(
            .claims,
            rules: .inputAndFrameSource(with: .neighborTarget) + .isIn(.neighborTargets6) + .returning,
            .inputAndFrameSource(with: .neighborTarget) + .isIn(.allowedClaims6) + .returning,
            .input(notIn: .noLinkLocal) + .isLinkLocalWithoutMAC(.neighborTarget) + .returning,
            .noted(in: .droppedTargets6),
            .drop
        )
    }

    /// Marks frames with link-local sources, which stay on the bridge.
    ///
    /// Other containers receive such frames, and the host does not. The host has no neighbor entries for these sources, and would track
    /// their connections without a limit.
    private static var linkLocal: Chain {
        chain(.linkLocal, rules: .untracked + .prioritize(staysOnLink))
    }

    private static var input: Chain {
        chain(
            .frameInput,
            base: NFBaseChain(hook: .input, priority: -200),
            rules: .isPrioritized(staysOnLink) + .drop
        )
    }

    /// Checks the sources of a frame.
    ///
    /// A container sends from its own addresses, and from those that it is allowed. Duplicate address detection has no source address.
    /// Router advertisements and redirects are dropped.
    private static var check: Chain {
        chain(
            .check,
            rules: .input(with: .frameSource) + .isNotIn(.hardware) + .goto(.wrongMAC),
            .input(in: .unaddressed) + .returning,
            .input(with: .etherType) + .isIn(.etherTypes) + .returning,
            .frame(of: .arp) + .input(with: .arpHardware) + .isNotIn(.hardware) + .goto(.wrongARPMAC),
            .frame(of: .arp) + .inputAndFrameSource(with: .arpSource) + .isIn(.speakers4) + .returning,
            .frame(of: .arp) + .isZero(.arpSource) + .returning,
            .frame(of: .arp) + .inputAndFrameSource(with: .arpSource) + .isIn(.allowedClaims4) + .returning,
            .input(notIn: .noLinkLocal) + .frame(of: .arp) + .isLinkLocal(.arpSource) + .goto(.linkLocal),
            // Other destinations are excluded: behind the gateway, a foreign service may have such an address, and its replies could be
            // forged.
            .input(notIn: .noLinkLocal) + .frame(of: .ipv4) + .isLinkLocal(.ipv4Source) + .isLinkLocal(.ipv4Destination)
                + .goto(.linkLocal),
            .input(notIn: .noLinkLocal) + .frame(of: .ipv4) + .isLinkLocal(.ipv4Source) + .isGroupDestination
                + .goto(.linkLocal),
            .frame(of: .ipv4) + .inputAndFrameSource(with: .ipv4Source) + .isIn(.allowedSources4) + .returning,
            .neighborMessage(.routerAdvertisement) + .drop,
            .neighborMessage(.redirect) + .drop,
            // Behind extension headers, the target is at another offset; legitimate senders add none.
            .neighborMessage(.advertisement, behindOtherHeaders: true) + .drop,
            .neighborMessage(.solicitation, behindOtherHeaders: true) + .drop,
            .neighborMessage(.advertisement) + .jump(.claims),
            // Duplicate address detection for a foreign address reports a conflict to its owner.
            .neighborMessage(.solicitation, fromNobody: true) + .jump(.claims),
            .frame(of: .ipv6) + .inputAndFrameSource(with: .ipv6Source) + .isIn(.speakers6) + .returning,
            .frame(of: .ipv6) + .isZero(.ipv6Source) + .isICMPv6 + .returning,
            .frame(of: .ipv6) + .inputAndFrameSource(with: .ipv6Source) + .isIn(.allowedSources6) + .returning,
            .frame(of: .ipv6) + .inputAndFrameSource(with: .ipv6Source) + .isIn(.linkLocals6) + .goto(.linkLocal),
            .input(notIn: .noLinkLocal) + .frame(of: .ipv6) + .isLinkLocalWithoutMAC(.ipv6Source)
                + .goto(.linkLocal),
            .goto(.wrongSource)
        )
    }

    /// Accepts packets between containers of a network; they stay on the bridge and are not tracked.
    private static var trusted: Chain {
        chain(
            .trusted,
            rules: .frameAndPacketDestination(.v4) + .isIn(.members4) + .untracked + .mark(allowed) + .accept,
            .frameAndPacketDestination(.v6) + .isIn(.members6) + .untracked + .mark(allowed) + .accept,
            .frame(of: .ipv4) + .isLoopbackDestination + .drop,
            // The mark of checked frames for the filter of the bridge (``LoopbackGuard``).
            .prioritize(LoopbackGuard.seen),
            .accept
        )
    }

    private static var prerouting: Chain {
        chain(
            .framePrerouting,
            // Before br_netfilter passes the frame to the host's own chains, which track it.
            base: NFBaseChain(hook: .prerouting, priority: -310),
            // A retired link still carries frames of its container.
            rules: .isOfOthers(.inputGroup, includingRetired: true) + .accept,
            // Nearly all frames match here, with one lookup.
            .frame(of: .ipv4) + .inputAndFrameSource(with: .ipv4Source) + .isIn(.speakers4) + .goto(.trusted),
            .frame(of: .ipv6) + .isNotICMPv6 + .inputAndFrameSource(with: .ipv6Source) + .isIn(.speakers6)
                + .goto(.trusted),
            .input(in: .links) + .goto(.check)
        )
    }

    private static var forward: Chain {
        chain(
            .frameForward,
            // After br_netfilter and the host's own chains: packets that these marked may return to their bridge.
            base: NFBaseChain(hook: .forward, priority: 100),
            rules: .isOfOthers(.outputGroup, includingRetired: true) + .accept,
            // A port that may send frames back to their sender ("hairpin") also sends broadcasts back.
            .isToMany + .outputAndFrameSource + .isIn(.hardware) + .drop,
            .isMarked(allowed) + .accept,
            .input(in: .apart) + .output(in: .apart) + .drop
        )
    }
}
