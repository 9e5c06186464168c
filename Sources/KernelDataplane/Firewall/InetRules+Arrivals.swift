// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

// The links on which connections arrive, and by which replies leave.

extension FirewallTable {
    /// The chains that record the link of a connection, in the order of their creation; only first packets reach them.
    static var arrivalChains: [Chain] { ArrivalLinks.numbers.map(arrival) + [hostArrivals] }

    /// The chains that mark replies (``FirewallElement/replies``), in the order of their creation.
    ///
    /// Each packet of the host passes them, so they exist only on a host with several uplinks.
    ///
    ///     chain mark_reply {
    ///         comment "replies get the number of the arrival link of their connection, which selects their route"
    ///         ct mark & 0x60000000 == 0x20000000 meta mark set meta mark & 0xbfffffff | 0x20000000
    ///         ct mark & 0x60000000 == 0x40000000 meta mark set meta mark & 0xdfffffff | 0x40000000
    ///         ct mark & 0x60000000 == 0x60000000 meta mark set meta mark | 0x60000000
    ///     }
    ///     chain container_replies {
    ///         comment "replies of containers leave by the arrival link of their connection"
    ///         type filter hook prerouting priority mangle; policy accept;
    ///         iifgroup 28004 ct mark & 0x60000000 != 0x00000000 ct direction reply goto mark_reply
    ///     }
    ///     chain host_replies {
    ///         comment "replies of the host leave by the arrival link of their connection"
    ///         type route hook output priority mangle; policy accept;
    ///         ct mark & 0x60000000 != 0x00000000 ct direction reply goto mark_reply
    ///     }
    static var replyChains: [Chain] { [markReply, containerReplies, hostReplies] }

    /// Returns the name of the chain that marks connections with the number of their link.
    static func arrivalChain(_ number: Int) -> String { "mark_arrival_\(number)" }

    /// Returns the number of the chain in a value of ``SetDefinition/arrivals``; nil for other values.
    static func arrivalNumber(_ value: NFData?) -> Int? {
        guard case .verdict(.jump(let chain))? = value else { return nil }
        return ArrivalLinks.numbers.first { arrivalChain($0) == chain }
    }

    private static func arrival(_ number: Int) -> Chain {
        inetChain(
            arrivalChain(number),
            comment: "connections that arrived on link \(number) get the number of the link",
            rules: .markConnection(ArrivalRouting.mark(number), in: ArrivalRouting.mask)
        )
    }

    /// Marks the first packet of each connection to a port that mdnp relays.
    private static var hostArrivals: Chain {
        chain(
            .hostArrivals,
            base: NFBaseChain(type: "nat", hook: .input, priority: 100),
            rules: .family(.v4) + .transportAndPort + .isIn(.relayedPorts4) + .inputVerdict(in: .arrivalLinks),
            .family(.v6) + .transportAndPort + .isIn(.relayedPorts6) + .inputVerdict(in: .arrivalLinks),
            .destinationAndPort(.v4) + .isIn(.relayedPortsByAddr4) + .inputVerdict(in: .arrivalLinks),
            .destinationAndPort(.v6) + .isIn(.relayedPortsByAddr6) + .inputVerdict(in: .arrivalLinks)
        )
    }

    /// Sets the mark by which a routing rule of the host selects the link of a reply.
    private static var markReply: Chain {
        chain(
            .markReply,
            rules: ArrivalLinks.numbers.map { number in
                let value = ArrivalRouting.mark(number)
                return .isOfConnection(marked: value, in: ArrivalRouting.mask) + .mark(value, in: ArrivalRouting.mask)
            }
        )
    }

    private static var containerReplies: Chain {
        chain(
            .containerReplies,
            // Before the route lookup.
            base: NFBaseChain(hook: .prerouting, priority: -150),
            // Untracked frames leave the chain here.
            rules: .isOfOurs(.inputGroup) + .isOfConnectionMarked(ArrivalRouting.mask) + .isReply + .goto(.markReply)
        )
    }

    private static var hostReplies: Chain {
        chain(
            .hostReplies,
            // The hook looks up the route again if the mark changes.
            base: NFBaseChain(type: "route", hook: .output, priority: -150),
            rules: .isOfConnectionMarked(ArrivalRouting.mask) + .isReply + .goto(.markReply)
        )
    }
}
