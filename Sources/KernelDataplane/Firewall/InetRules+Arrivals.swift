// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

// The links on which connections arrive, and by which replies leave.

extension FirewallTable {
    /// The chains that record the link of a connection, in the order of their creation; only first packets reach them.
    static var arrivalChains: [Chain] { ArrivalLinks.numbers.map(arrival) + [arrivalsAtHost] }

    /// The chains that mark replies (``FirewallElement/answers``), in the order of their creation.
    ///
    /// Each packet of the host passes them, so they exist only on a host with several uplinks.
    ///
    ///     chain answer {
    ///         ct mark & 0x60000000 == 0x20000000 meta mark set meta mark & 0xbfffffff | 0x20000000
    ///         ct mark & 0x60000000 == 0x40000000 meta mark set meta mark & 0xdfffffff | 0x40000000
    ///         ct mark & 0x60000000 == 0x60000000 meta mark set meta mark | 0x60000000
    ///     }
    ///     chain answers_of_containers {
    ///         type filter hook prerouting priority mangle; policy accept;
    ///         iifgroup 28004 ct mark & 0x60000000 != 0x00000000 ct direction reply goto answer
    ///     }
    ///     chain answers_of_host {
    ///         type route hook output priority mangle; policy accept;
    ///         ct mark & 0x60000000 != 0x00000000 ct direction reply goto answer
    ///     }
    static var answerChains: [Chain] { [answer, answersOfContainers, answersOfHost] }

    /// Returns the name of the chain that marks connections with the number of their link.
    static func arrivalChain(_ number: Int) -> String { "arrival_\(number)" }

    /// Returns the number of the chain in a value of ``SetDefinition/arrivals``; nil for other values.
    static func arrivalNumber(_ value: NFData?) -> Int? {
        guard case .verdict(.jump(let chain))? = value else { return nil }
        return ArrivalLinks.numbers.first { arrivalChain($0) == chain }
    }

    private static func arrival(_ number: Int) -> Chain {
        inetChain(
            arrivalChain(number),
            rules: .markConnection(ArrivalRouting.mark(number), in: ArrivalRouting.mask)
        )
    }

    /// Marks the first packet of each connection to a port that mdnp relays.
    private static var arrivalsAtHost: Chain {
        chain(
            .arrivalsAtHost,
            base: NFBaseChain(type: "nat", hook: .input, priority: 100),
            rules: .family(.v4) + .transportAndPort + .isIn(.relayed4) + .inputVerdict(in: .arrivals),
            .family(.v6) + .transportAndPort + .isIn(.relayed6) + .inputVerdict(in: .arrivals),
            .destinationAndPort(.v4) + .isIn(.relayedAt4) + .inputVerdict(in: .arrivals),
            .destinationAndPort(.v6) + .isIn(.relayedAt6) + .inputVerdict(in: .arrivals)
        )
    }

    /// Sets the mark by which a routing rule of the host selects the link of a reply.
    private static var answer: Chain {
        Chain(
            .inet,
            name: FirewallChain.answer.name,
            rules: ArrivalLinks.numbers.map { number in
                let value = ArrivalRouting.mark(number)
                return .isOfConnection(marked: value, in: ArrivalRouting.mask) + .mark(value, in: ArrivalRouting.mask)
            }
        )
    }

    private static var answersOfContainers: Chain {
        chain(
            .answersOfContainers,
            // Before the route lookup.
            base: NFBaseChain(hook: .prerouting, priority: -150),
            // Untracked frames leave the chain here.
            rules: .isOfOurs(.inputGroup) + .isOfConnectionMarked(ArrivalRouting.mask) + .isReply + .goto(.answer)
        )
    }

    private static var answersOfHost: Chain {
        chain(
            .answersOfHost,
            // The hook looks up the route again if the mark changes.
            base: NFBaseChain(type: "route", hook: .output, priority: -150),
            rules: .isOfConnectionMarked(ArrivalRouting.mask) + .isReply + .goto(.answer)
        )
    }
}
