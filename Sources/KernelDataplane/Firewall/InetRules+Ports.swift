// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

// The path of packets to published ports, before the routing decision.

extension FirewallTable {
    /// The chains of this file, in the order of their creation.
    static var portChains: [Chain] {
        [publish, opening, prerouting, output, relaying, toRelays, toHost, fromClosed, input]
    }

    /// Translates packets to a published port to the address and port of the container.
    ///
    /// No rule translates ::1: a relay serves it.
    private static var publish: Chain {
        chain(
            .publish,
            rules: .goesToIPv6Loopback + .returning,
            .goesElsewhere + .returning,
            .destinationAndPort(.v4) + .translateDestination(.v4, by: .at4),
            .destinationAndPort(.v6) + .translateDestination(.v6, by: .at6),
            .transportAndPort + .translateDestination(.v4, by: .any4),
            .transportAndPort + .translateDestination(.v6, by: .any6),
            // Behind the single ports, which therefore cost no lookup of ranges: no port is published twice, at any address.
            .destinationAndPortInRange(.v4) + .translateDestinationAddress(.v4, by: .atRanges4),
            .destinationAndPortInRange(.v6) + .translateDestinationAddress(.v6, by: .atRanges6),
            .transportAndPortInRange + .translateDestinationAddress(.v4, by: .anyRanges4),
            .transportAndPortInRange + .translateDestinationAddress(.v6, by: .anyRanges6)
        )
    }

    /// Limits the connections of containers, at the first packet of each.
    private static var opening: Chain {
        chain(
            .opening,
            rules: .inputAndSource(.v4) + .isIn(.connections4) + .drop,
            .inputAndSource(.v6) + .isIn(.connections6) + .drop,
            // For an address without an endpoint, the limit of its bridge applies.
            .inputAndSource(.v4) + .isNotIn(.connections4) + .input(in: .bridgeConnections) + .drop,
            .inputAndSource(.v6) + .isNotIn(.connections6) + .input(in: .bridgeConnections) + .drop
        )
    }

    /// Checks the first packet of each connection: forbidden sources and destinations, and the limit of connections.
    ///
    /// A port at 127.0.0.1, published or not, is for the host alone, and packets from the host's own addresses enter only by `lo`. The
    /// kernel itself drops other packets with such a source, except those matched here.
    private static var prerouting: Chain {
        chain(
            .prerouting,
            base: NFBaseChain(type: "nat", hook: .prerouting, priority: -100),
            rules: .isOfOurs(.inputGroup) + .jump(.opening),
            .inputIsNotLoopback + .isLoopback(.destination) + .drop,
            .comesFromMappedAddress + .drop,
            .inputIsNotLoopback + .family(.v6) + .comesFromHost + .drop,
            .jump(.publish)
        )
    }

    private static var output: Chain {
        chain(.output, base: NFBaseChain(type: "nat", hook: .output, priority: -100), rules: .jump(.publish))
    }

    /// Drops packets of closed networks to relayed ports: the relay would lead out of the network as a rule does.
    private static var relaying: Chain {
        chainOfRelayed(.relaying, verdict: .drop)
    }

    /// Restricts connections to relayed ports to the clients of their list and the host, at the first packet of each.
    private static var toRelays: Chain {
        chain(
            .toRelays,
            base: NFBaseChain(type: "nat", hook: .input, priority: 100),
            rules: .inputIsLoopback + .accept,
            .destinationAndPortInRange(.v4) + .verdict(in: .restrictedRelays4),
            .destinationAndPortInRange(.v6) + .verdict(in: .restrictedRelays6)
        )
    }

    /// Creates a chain with a verdict for each relayed port, and other rules before and after.
    private static func chainOfRelayed(
        _ chain: FirewallChain,
        verdict: [NFExpression],
        behind first: [[NFExpression]] = [],
        before last: [[NFExpression]] = []
    ) -> Chain {
        let relayed: [[NFExpression]] = [
            .family(.v4) + .transportAndPort + .isIn(.relayed4) + verdict,
            .family(.v6) + .transportAndPort + .isIn(.relayed6) + verdict,
            .destinationAndPort(.v4) + .isIn(.relayedAt4) + verdict,
            .destinationAndPort(.v6) + .isIn(.relayedAt6) + verdict,
            .family(.v4) + .transportAndPortInRange + .isIn(.relayedRanges4) + verdict,
            .family(.v6) + .transportAndPortInRange + .isIn(.relayedRanges6) + verdict,
            .destinationAndPortInRange(.v4) + .isIn(.relayedRangesAt4) + verdict,
            .destinationAndPortInRange(.v6) + .isIn(.relayedRangesAt6) + verdict,
        ]
        return Chain(.inet, name: chain.name, rules: first + relayed + last)
    }

    /// Restricts networks without access to the host to neighbor discovery and published ports.
    private static var toHost: Chain {
        chainOfRelayed(
            .toHost,
            verdict: .returning,
            behind: [
                .family(.v6) + .isNeighborMessage(.solicitation) + .accept,
                .family(.v6) + .isNeighborMessage(.advertisement) + .accept,
            ],
            before: [.drop]
        )
    }

    /// Restricts closed networks to the bridge's own addresses, and to sources that the host would reply to by that bridge.
    private static var fromClosed: Chain {
        chain(
            .fromClosed,
            rules: .hasNoWayBack + .drop,
            .goesToInputAddress(.local) + .goto(.relaying),
            .goesToInputAddress(.broadcast) + .accept,
            .goesToInputAddress(.multicast) + .accept,
            .drop
        )
    }

    private static var input: Chain {
        chain(
            .input,
            base: NFBaseChain(hook: .input, priority: -10),
            rules: .isOfOthers(.inputGroup) + .accept,
            // Packets enter by a bridge, never by its port.
            .inputIsVeth + .drop,
            // Replies to the host's own connections.
            .belongsToConnection + .isReply + .accept,
            .input(in: .noHostAccess) + .jump(.toHost),
            .input(in: .closed) + .goto(.fromClosed)
        )
    }
}
