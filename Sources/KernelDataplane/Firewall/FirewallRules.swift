import Addressing
import NetlinkWire

/// The constant part of the table `inet mdnp`: its chains and their rules.
///
///     chain forward {
///         type filter hook forward priority filter - 10; policy accept;
///         iifname @networks goto leaving
///         oifname @networks goto entering
///     }
///     chain leaving {
///         iifname . oifname @within goto pass
///         ct state established,related goto pass
///         ct state invalid counter drop
///         iifname @closed counter drop
///         oifname @networks counter drop
///         oifname @foreign counter drop
///         goto pass
///     }
///     chain entering {
///         ct state established,related goto pass
///         counter drop
///     }
///     chain pass {
///         tcp flags syn / syn,rst tcp option maxseg size set rt mtu
///         meta mark set meta mark | 0x10000000
///     }
///     chain postrouting {
///         type nat hook postrouting priority srcnat; policy accept;
///         oifname @networks accept
///         snat ip to iifname map @source4
///         snat ip6 to iifname map @source6
///         meta nfproto ipv4 iifname @masqueraded4 masquerade
///         meta nfproto ipv6 iifname @masqueraded6 masquerade
///     }
///
/// What it allows it marks, since what one table accepts another still drops; ``DockerFilter`` lets the mark through.
enum FirewallRules {
    /// The name of the table.
    static let table = "mdnp"

    /// The bit of the packet's mark that says: mdnp allows it.
    static let allowed: UInt32 = 0x1000_0000

    /// A chain and its rules, in order.
    struct Chain {
        let chain: NFChain
        let rules: [NFRule]

        init(_ name: String, _ base: NFBaseChain? = nil, rules: [NFExpression]...) {
            chain = NFChain(family: .inet, table: FirewallRules.table, name: name, base: base)
            self.rules = rules.map { NFRule(family: .inet, table: FirewallRules.table, chain: name, $0) }
        }
    }

    /// All chains; those that others lead to come before them.
    static var chains: [Chain] { [pass, leaving, entering, forward, postrouting] }

    private static var pass: Chain {
        Chain("pass", rules: .clampSegments, .mark(allowed))
    }

    private static var leaving: Chain {
        Chain(
            "leaving",
            rules: .inputAndOutput(in: .within) + .goto("pass"),
            .belongsToConnection + .goto("pass"),
            .isInvalid + .drop,
            .input(in: .closed) + .drop,
            .output(in: .networks) + .drop,
            .output(in: .foreign) + .drop,
            .goto("pass")
        )
    }

    private static var entering: Chain {
        Chain("entering", rules: .belongsToConnection + .goto("pass"), .drop)
    }

    private static var forward: Chain {
        Chain(
            "forward",
            // Before Docker's chains, which are at 0.
            NFBaseChain(type: "filter", hook: .forward, priority: -10),
            rules: .input(in: .networks) + .goto("leaving"),
            .output(in: .networks) + .goto("entering")
        )
    }

    private static var postrouting: Chain {
        Chain(
            "postrouting",
            NFBaseChain(type: "nat", hook: .postrouting, priority: 100),
            rules: .output(in: .networks) + .accept,
            .translateSource(.v4, by: .source4),
            .translateSource(.v6, by: .source6),
            .family(.v4) + .input(in: .masqueraded4) + .masquerade,
            .family(.v6) + .input(in: .masqueraded6) + .masquerade
        )
    }

    /// The sets, empty.
    static var sets: [NFSet] {
        FirewallSet.allCases.map { set in
            NFSet(family: .inet, table: table, name: set.rawValue, key: set.key, value: set.value)
        }
    }
}
