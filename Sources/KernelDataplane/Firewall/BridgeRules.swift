// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// The table `bridge mdnp`: the source addresses that containers may use, and the isolation of containers.
///
/// Frames that neither enter nor leave by an mdnp link leave each chain by its first rule.
///
///     chain wrong_mac {
///         comment "frames with the MAC address of another container are counted and dropped"
///         update @dropped_macs { iifname timeout 10m counter : ether saddr }
///         counter drop
///     }
///     chain wrong_arp_mac {
///         comment "ARP packets with the MAC address of another container are counted and dropped"
///         update @dropped_macs { iifname timeout 10m counter : arp saddr ether }
///         counter drop
///     }
///     chain wrong_source {
///         comment "frames with another source address or EtherType are counted and dropped"
///         update @dropped_sources4 { iifname timeout 10m counter : ip saddr }
///         update @dropped_sources4 { iifname timeout 10m counter : arp saddr ip }
///         update @dropped_sources6 { iifname timeout 10m counter : ip6 saddr }
///         ether type != ip ether type != arp ether type != ip6 update @dropped_ethertypes { iifname timeout 10m counter : ether type }
///         counter drop
///     }
///     chain check_announcement {
///         comment "neighbor messages announce only addresses that the container may use"
///         iifname . ether saddr . @nh,384,128 @link_announcements6 return
///         iifname . ether saddr . @nh,384,128 @allowed_announcements6 return
///         iifname != @no_link_local @nh,384,16 & 0xffc0 == 0xfe80 @nh,472,16 != 0xfffe return
///         update @dropped_announcements6 { iifname timeout 10m counter }
///         counter drop
///     }
///     chain link_local {
///         comment "frames with a link-local source stay on their bridge"
///         notrack meta priority set 6d64:2
///     }
///     chain check_source {
///         comment "frames that need a closer check: MAC address, EtherType, source address, announcements"
///         iifname . ether saddr != @link_macs goto wrong_mac
///         iifname @any_source return
///         iifname . ether type @allowed_ethertypes return
///         iifname . arp saddr ether != @link_macs goto wrong_arp_mac
///         iifname . ether saddr . arp saddr ip @link_sources4 return
///         arp saddr ip 0.0.0.0 return
///         iifname . ether saddr . arp saddr ip @allowed_announcements4 return
///         iifname != @no_link_local arp saddr ip 169.254.0.0/16 goto link_local
///         iifname != @no_link_local ip saddr 169.254.0.0/16 ip daddr 169.254.0.0/16 goto link_local
///         iifname != @no_link_local ip saddr 169.254.0.0/16 ip daddr 224.0.0.0/3 goto link_local
///         iifname . ether saddr . ip saddr @allowed_sources4 return
///         icmpv6 type nd-router-advert counter drop
///         icmpv6 type nd-redirect counter drop
///         ip6 nexthdr != ipv6-icmp icmpv6 type nd-neighbor-advert counter drop
///         ip6 nexthdr != ipv6-icmp icmpv6 type nd-neighbor-solicit counter drop
///         icmpv6 type nd-neighbor-advert jump check_announcement
///         ip6 saddr :: icmpv6 type nd-neighbor-solicit jump check_announcement
///         iifname . ether saddr . ip6 saddr @link_sources6 return
///         ip6 saddr :: meta l4proto ipv6-icmp return
///         iifname . ether saddr . ip6 saddr @allowed_sources6 return
///         iifname . ether saddr . ip6 saddr @link_local_sources6 goto link_local
///         iifname != @no_link_local ether type ip6 @nh,64,16 & 0xffc0 == 0xfe80 @nh,152,16 != 0xfffe goto link_local
///         goto wrong_source
///     }
///     chain known_source {
///         comment "packets from the own addresses of a container are accepted"
///         ether daddr . ip daddr @icc_members4 notrack meta mark set meta mark | 0x10000000 accept
///         ether daddr . ip6 daddr @icc_members6 notrack meta mark set meta mark | 0x10000000 accept
///         ip daddr 127.0.0.0/8 counter drop
///         meta priority set 6d64:1
///         accept
///     }
///     chain prerouting {
///         comment "frames of containers, as they enter their bridge"
///         type filter hook prerouting priority dstnat - 10; policy accept;
///         iifgroup != 28004/31 accept
///         iifname . ether saddr . ip saddr @link_sources4 goto known_source
///         meta l4proto != ipv6-icmp iifname . ether saddr . ip6 saddr @link_sources6 goto known_source
///         iifname @links goto check_source
///     }
///     chain input {
///         comment "frames to the host: link-local sources are dropped"
///         type filter hook input priority filter; policy accept;
///         meta priority 6d64:2 counter drop
///     }
///     chain forward {
///         comment "frames between containers of one network: isolation (icc=false)"
///         type filter hook forward priority 100; policy accept;
///         oifgroup != 28004/31 accept
///         @ll,0,8 & 0x1 == 0x1 oifname . ether saddr @link_macs counter drop
///         meta mark & 0x10000000 != 0x00000000 accept
///         iifname @isolated oifname @isolated counter drop
///     }
extension FirewallTable {
    /// The table for the frames of bridges.
    static var bridge: FirewallTable {
        FirewallTable(
            family: .bridge,
            comment: "mdnp: sources of container frames, and isolation of containers",
            chains: [
                wrongMAC, wrongARPMAC, wrongSource, checkAnnouncement, linkLocal, checkSource, knownSource, prerouting,
                input, forward,
            ]
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
    private static var checkAnnouncement: Chain {
        chain(
            .checkAnnouncement,
            rules: .inputAndFrameSource(with: .neighborTarget) + .isIn(.linkAnnouncements6) + .returning,
            .inputAndFrameSource(with: .neighborTarget) + .isIn(.allowedAnnouncements6) + .returning,
            .input(notIn: .noLinkLocal) + .isLinkLocalWithoutMAC(.neighborTarget) + .returning,
            .noted(in: .droppedAnnouncements6),
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
    private static var checkSource: Chain {
        chain(
            .checkSource,
            rules: .input(with: .frameSource) + .isNotIn(.linkMACs) + .goto(.wrongMAC),
            .input(in: .anySource) + .returning,
            .input(with: .etherType) + .isIn(.allowedEtherTypes) + .returning,
            .frame(of: .arp) + .input(with: .arpHardware) + .isNotIn(.linkMACs) + .goto(.wrongARPMAC),
            .frame(of: .arp) + .inputAndFrameSource(with: .arpSource) + .isIn(.linkSources4) + .returning,
            .frame(of: .arp) + .isZero(.arpSource) + .returning,
            .frame(of: .arp) + .inputAndFrameSource(with: .arpSource) + .isIn(.allowedAnnouncements4) + .returning,
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
            .neighborMessage(.advertisement) + .jump(.checkAnnouncement),
            // Duplicate address detection for a foreign address reports a conflict to its owner.
            .neighborMessage(.solicitation, fromNobody: true) + .jump(.checkAnnouncement),
            .frame(of: .ipv6) + .inputAndFrameSource(with: .ipv6Source) + .isIn(.linkSources6) + .returning,
            .frame(of: .ipv6) + .isZero(.ipv6Source) + .isICMPv6 + .returning,
            .frame(of: .ipv6) + .inputAndFrameSource(with: .ipv6Source) + .isIn(.allowedSources6) + .returning,
            .frame(of: .ipv6) + .inputAndFrameSource(with: .ipv6Source) + .isIn(.linkLocalSources6) + .goto(.linkLocal),
            .input(notIn: .noLinkLocal) + .frame(of: .ipv6) + .isLinkLocalWithoutMAC(.ipv6Source)
                + .goto(.linkLocal),
            .goto(.wrongSource)
        )
    }

    /// Accepts packets between containers of a network; they stay on the bridge and are not tracked.
    private static var knownSource: Chain {
        chain(
            .knownSource,
            rules: .frameAndPacketDestination(.v4) + .isIn(.iccMembers4) + .untracked + .mark(allowed) + .accept,
            .frameAndPacketDestination(.v6) + .isIn(.iccMembers6) + .untracked + .mark(allowed) + .accept,
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
            .frame(of: .ipv4) + .inputAndFrameSource(with: .ipv4Source) + .isIn(.linkSources4) + .goto(.knownSource),
            .frame(of: .ipv6) + .isNotICMPv6 + .inputAndFrameSource(with: .ipv6Source) + .isIn(.linkSources6)
                + .goto(.knownSource),
            .input(in: .links) + .goto(.checkSource)
        )
    }

    private static var forward: Chain {
        chain(
            .frameForward,
            // After br_netfilter and the host's own chains: packets that these marked may return to their bridge.
            base: NFBaseChain(hook: .forward, priority: 100),
            rules: .isOfOthers(.outputGroup, includingRetired: true) + .accept,
            // A port that may send frames back to their sender ("hairpin") also sends broadcasts back.
            .isToMany + .outputAndFrameSource + .isIn(.linkMACs) + .drop,
            .isMarked(allowed) + .accept,
            .input(in: .isolated) + .output(in: .isolated) + .drop
        )
    }
}
