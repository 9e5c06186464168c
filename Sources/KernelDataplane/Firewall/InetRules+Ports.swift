// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

// How packets get to published ports: what they pass before it is decided where they go.

extension FirewallTable {
    /// Those chains, in the order in which they are made.
    static var portChains: [Chain] {
        [publish, opening, prerouting, output, relaying, toRelays, toHost, fromClosed, input]
    }

    /// Leads what comes to a published port to the container.
    ///
    /// No rule leads ::1 anywhere: a relay serves it.
    private static var publish: Chain {
        chain(
            .publish,
            rules: .goesToIPv6Loopback + .returning,
            .goesElsewhere + .returning,
            .destinationAndPort(.v4) + .translateDestination(.v4, by: .at4),
            .destinationAndPort(.v6) + .translateDestination(.v6, by: .at6),
            .transportAndPort + .translateDestination(.v4, by: .any4),
            .transportAndPort + .translateDestination(.v6, by: .any6),
            // Behind the single ports, so that these cost no look at ranges: no port is published twice, whatever its address.
            .destinationAndPortInRange(.v4) + .translateDestinationAddress(.v4, by: .atRanges4),
            .destinationAndPortInRange(.v6) + .translateDestinationAddress(.v6, by: .atRanges6),
            .transportAndPortInRange + .translateDestinationAddress(.v4, by: .anyRanges4),
            .transportAndPortInRange + .translateDestinationAddress(.v6, by: .anyRanges6)
        )
    }

    /// The first packet of a connection that a container opens.
    private static var opening: Chain {
        chain(
            .opening,
            rules: .inputAndSource(.v4) + .isIn(.connections4) + .drop,
            .inputAndSource(.v6) + .isIn(.connections6) + .drop,
            // Of an address that no endpoint has: the limit of its bridge.
            .inputAndSource(.v4) + .isNotIn(.connections4) + .input(in: .bridgeConnections) + .drop,
            .inputAndSource(.v6) + .isNotIn(.connections6) + .input(in: .bridgeConnections) + .drop
        )
    }

    /// The first packet of each connection: what nobody may send, and what is one connection too many.
    ///
    /// A port that is published at 127.0.0.1, and what else listens there, is for the host alone; and an address is the host's own only where
    /// it comes by `lo`. What comes in otherwise under such an address the kernel drops itself, but for these.
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

    /// What the host itself hands over to a container leads out of a closed network as well as a rule would.
    private static var relaying: Chain {
        chainOfRelayed(.relaying, verdict: .drop)
    }

    /// The first packet of each connection to a port that mdnp relays: from no other than the clients of its list, and from the host itself.
    private static var toRelays: Chain {
        chain(
            .toRelays,
            base: NFBaseChain(type: "nat", hook: .input, priority: 100),
            rules: .inputIsLoopback + .accept,
            .destinationAndPortInRange(.v4) + .verdict(in: .restrictedRelays4),
            .destinationAndPortInRange(.v6) + .verdict(in: .restrictedRelays6)
        )
    }

    /// Each port that the host itself hands over, and what becomes of packets to it; before and behind that, other rules.
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

    /// A network whose containers do not reach the host: only where they are, and published ports.
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

    /// A closed network reaches the host at its bridge's own addresses alone, and only from where the host would answer by that bridge.
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
            // Packets come by a bridge, never by a port of it.
            .inputIsVeth + .drop,
            // What the host itself asked for.
            .belongsToConnection + .isReply + .accept,
            .input(in: .noHostAccess) + .jump(.toHost),
            .input(in: .closed) + .goto(.fromClosed)
        )
    }
}
