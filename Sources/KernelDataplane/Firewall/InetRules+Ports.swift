import Addressing
import NetlinkWire

// How packets get to published ports: what they pass before it is decided where they go.

extension FirewallTable {
    /// Those chains, in the order in which they are made.
    static var portChains: [Chain] {
        [guarding, publish, prerouting, output, hairpin, relaying, input]
    }

    /// A port that is published at 127.0.0.1, and what else listens there, is for the host alone.
    private static var guarding: Chain {
        inetChain(
            "guard",
            NFBaseChain(hook: .prerouting, priority: -300),
            rules: .inputIsNotLoopback + .isLoopback(.destination) + .drop,
            .inputIsNotLoopback + .goesToIPv6Loopback + .drop
        )
    }

    /// Leads what comes to a published port to the container.
    ///
    /// No rule leads ::1 anywhere: a relay serves it.
    private static var publish: Chain {
        inetChain(
            "publish",
            rules: .goesToIPv6Loopback + .returning,
            .goesElsewhere + .returning,
            .destinationAndPort(.v4) + .translateDestination(.v4, by: .at4),
            .destinationAndPort(.v6) + .translateDestination(.v6, by: .at6),
            .transportAndPort + .translateDestination(.v4, by: .any4),
            .transportAndPort + .translateDestination(.v6, by: .any6)
        )
    }

    private static var prerouting: Chain {
        inetChain("prerouting", NFBaseChain(type: "nat", hook: .prerouting, priority: -100), rules: .jump("publish"))
    }

    private static var output: Chain {
        inetChain("output", NFBaseChain(type: "nat", hook: .output, priority: -100), rules: .jump("publish"))
    }

    /// With `bridge-nf-call-iptables`, what leads back into its own bridge never leaves it: the table `bridge mdnp` has to know.
    ///
    /// Not what Docker translates for its own networks: the mark would let it past Docker's filter.
    private static var hairpin: Chain {
        inetChain(
            "hairpin",
            NFBaseChain(hook: .prerouting, priority: -95),
            rules: .isTranslated + .input(in: .networks) + .mark(allowed)
        )
    }

    /// What the host itself hands over to a container leads out of a closed network as well as a rule would.
    private static var relaying: Chain {
        inetChain(
            "relaying",
            rules: .family(.v4) + .transportAndPort + .isIn(.relayed4) + .drop,
            .family(.v6) + .transportAndPort + .isIn(.relayed6) + .drop,
            .destinationAndPort(.v4) + .isIn(.relayedAt4) + .drop,
            .destinationAndPort(.v6) + .isIn(.relayedAt6) + .drop
        )
    }

    private static var input: Chain {
        inetChain(
            "input",
            NFBaseChain(hook: .input, priority: -10),
            rules: .input(in: .closed) + .goto("relaying")
        )
    }
}
