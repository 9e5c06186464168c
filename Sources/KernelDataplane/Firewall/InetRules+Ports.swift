// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

// The path of packets to published ports, before the routing decision.

extension FirewallTable {
    /// The chains of this file, in the order of their creation.
    static var portChains: [Chain] {
        [
            publish, limitConnections, prerouting, output, dropRelayedPorts, restrictRelayedPorts, fromNoHostAccess,
            fromNoEgress, input,
        ]
    }

    /// Translates packets to a published port to the address and port of the container.
    ///
    /// No rule translates ::1: a relay serves it.
    private static var publish: Chain {
        chain(
            .publish,
            rules: .goesToIPv6Loopback + .returning,
            .goesElsewhere + .returning,
            .destinationAndPort(.v4) + .translateDestination(.v4, by: .portsByAddr4),
            .destinationAndPort(.v6) + .translateDestination(.v6, by: .portsByAddr6),
            .transportAndPort + .translateDestination(.v4, by: .ports4),
            .transportAndPort + .translateDestination(.v6, by: .ports6),
            // Behind the single ports, which therefore cost no lookup of ranges: no port is published twice, at any address.
            .destinationAndPortInRange(.v4) + .translateDestinationAddress(.v4, by: .portRangesByAddr4),
            .destinationAndPortInRange(.v6) + .translateDestinationAddress(.v6, by: .portRangesByAddr6),
            .transportAndPortInRange + .translateDestinationAddress(.v4, by: .portRanges4),
            .transportAndPortInRange + .translateDestinationAddress(.v6, by: .portRanges6)
        )
    }

    /// Limits the connections of containers, at the first packet of each.
    private static var limitConnections: Chain {
        chain(
            .limitConnections,
            rules: .inputAndSource(.v4) + .isIn(.connectionLimits4) + .drop,
            .inputAndSource(.v6) + .isIn(.connectionLimits6) + .drop,
            // For an address without an endpoint, the limit of its bridge applies.
            .inputAndSource(.v4) + .isNotIn(.connectionLimits4) + .input(in: .bridgeConnectionLimits) + .drop,
            .inputAndSource(.v6) + .isNotIn(.connectionLimits6) + .input(in: .bridgeConnectionLimits) + .drop
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
            rules: .isOfOurs(.inputGroup) + .jump(.limitConnections),
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
    private static var dropRelayedPorts: Chain {
        chainOfRelayed(.dropRelayedPorts, verdict: .drop)
    }

    /// Restricts connections to relayed ports to the clients of their list and the host, at the first packet of each.
    private static var restrictRelayedPorts: Chain {
        chain(
            .restrictRelayedPorts,
            base: NFBaseChain(type: "nat", hook: .input, priority: 100),
            rules: .inputIsLoopback + .accept,
            .destinationAndPortInRange(.v4) + .verdict(in: .restrictedRelayedPorts4),
            .destinationAndPortInRange(.v6) + .verdict(in: .restrictedRelayedPorts6)
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
            .family(.v4) + .transportAndPort + .isIn(.relayedPorts4) + verdict,
            .family(.v6) + .transportAndPort + .isIn(.relayedPorts6) + verdict,
            .destinationAndPort(.v4) + .isIn(.relayedPortsByAddr4) + verdict,
            .destinationAndPort(.v6) + .isIn(.relayedPortsByAddr6) + verdict,
            .family(.v4) + .transportAndPortInRange + .isIn(.relayedPortRanges4) + verdict,
            .family(.v6) + .transportAndPortInRange + .isIn(.relayedPortRanges6) + verdict,
            .destinationAndPortInRange(.v4) + .isIn(.relayedPortRangesByAddr4) + verdict,
            .destinationAndPortInRange(.v6) + .isIn(.relayedPortRangesByAddr6) + verdict,
        ]
        return self.chain(chain, rules: first + relayed + last)
    }

    /// Restricts networks without access to the host to neighbor discovery and published ports.
    private static var fromNoHostAccess: Chain {
        chainOfRelayed(
            .fromNoHostAccess,
            verdict: .returning,
            behind: [
                .family(.v6) + .isNeighborMessage(.solicitation) + .accept,
                .family(.v6) + .isNeighborMessage(.advertisement) + .accept,
            ],
            before: [.drop]
        )
    }

    /// Restricts closed networks to the bridge's own addresses, and to sources that the host would reply to by that bridge.
    private static var fromNoEgress: Chain {
        chain(
            .fromNoEgress,
            rules: .hasNoWayBack + .drop,
            .goesToInputAddress(.local) + .goto(.dropRelayedPorts),
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
            .input(in: .noHostAccess) + .jump(.fromNoHostAccess),
            .input(in: .noEgress) + .goto(.fromNoEgress)
        )
    }
}
