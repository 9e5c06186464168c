// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire

/// A firewall that publishes ports, masquerades and isolates, with each rule as `nft` text and as expressions.
enum Sketch {
    /// A rule of a chain.
    struct Rule {
        let chain: String
        let text: String
        let expressions: [NFExpression]

        init(_ chain: String, _ text: String, _ expressions: [NFExpression]) {
            self.chain = chain
            self.text = text
            self.expressions = expressions
        }
    }

    /// A table of sets, chains and rules.
    struct Table {
        let family: NFFamily
        /// The name of the family in `nft`.
        let familyName: String
        let sets: [NFSet]
        /// The text of each set.
        let setTexts: [String]
        let chains: [NFChain]
        /// The text at the start of each chain.
        let chainTexts: [String]
        let rules: [Rule]

        /// The whole table as text.
        var text: String {
            let bodies = zip(chains, chainTexts).map { chain, head in
                let rules = rules.filter { $0.chain == chain.name }.map(\.text)
                return "chain \(chain.name) {\n" + ([head] + rules).joined(separator: "\n") + "\n}"
            }
            return "table \(familyName) mdnp {\n" + (setTexts + bodies).joined(separator: "\n") + "\n}\n"
        }

        /// The whole table as a batch.
        var batch: NFBatch {
            var batch = NFBatch()
            batch.add(NFTable(family: family, name: "mdnp"))
            for set in sets { batch.add(set) }
            for chain in chains { batch.add(chain) }
            for rule in rules {
                batch.add(NFRule(family: family, table: "mdnp", chain: rule.chain, expressions: rule.expressions))
            }
            return batch
        }
    }

    /// Returns the table of a family: `inet` or `bridge`.
    static func table(_ family: NFFamily) -> Table {
        family == .bridge ? bridge : inet
    }

    private static func set(
        _ family: NFFamily,
        _ name: String,
        _ key: [NFDataType],
        _ value: [NFDataType] = [],
        _ flags: NFSetFlags = []
    ) -> NFSet {
        NFSet(family: family, table: "mdnp", name: name, key: key, value: value, flags: flags)
    }

    private static func chain(_ family: NFFamily, _ name: String, _ base: NFBaseChain? = nil) -> NFChain {
        NFChain(family: family, table: "mdnp", name: name, base: base)
    }

    private static func translation(_ family: IPFamily) -> NFExpression {
        // The second field of a concatenation begins after the address, on a word boundary.
        let port = NFRegister.word(family.byteCount / 4)
        let addresses = NFRegisterRange(.word(0))
        return .translation(NFTranslation(.destination, family: family, to: addresses, ports: NFRegisterRange(port)))
    }
}

// MARK: The table for packets

extension Sketch {
    private static var inet: Table {
        Table(
            family: .inet,
            familyName: "inet",
            sets: inetSets,
            setTexts: [
                "set networks { type ifname; }",
                "set internal { type ifname; }",
                "set egress { type ifname; }",
                "set within { type ifname . ifname; }",
                "set own4 { type ipv4_addr . ifname; flags interval; }",
                "set own6 { type ipv6_addr . ifname; flags interval; }",
                "set foreign { type ifname; }",
                "map any4 { type inet_proto . inet_service : ipv4_addr . inet_service; }",
                "map any6 { type inet_proto . inet_service : ipv6_addr . inet_service; }",
                "map at4 { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }",
                "map at6 { type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service; }",
                "set limited4 { type ipv4_addr . inet_proto . inet_service; }",
                "set allowed4 { type ipv4_addr . inet_proto . inet_service . ipv4_addr; flags interval; }",
            ],
            chains: [
                chain(.inet, "guard", NFBaseChain(hook: .prerouting, priority: -300)),
                chain(.inet, "publish"),
                chain(.inet, "prerouting", NFBaseChain(type: "nat", hook: .prerouting, priority: -100)),
                chain(.inet, "output", NFBaseChain(type: "nat", hook: .output, priority: -100)),
                chain(.inet, "forward", NFBaseChain(hook: .forward, priority: -10)),
                chain(.inet, "leaving"),
                chain(.inet, "entering"),
                chain(.inet, "pass"),
                chain(.inet, "admit"),
                chain(.inet, "postrouting", NFBaseChain(type: "nat", hook: .postrouting, priority: 100)),
                chain(.inet, "published", NFBaseChain(hook: .prerouting, priority: -95)),
            ],
            chainTexts: [
                "type filter hook prerouting priority raw; policy accept;",
                "",
                "type nat hook prerouting priority dstnat; policy accept;",
                "type nat hook output priority -100; policy accept;",
                "type filter hook forward priority filter - 10; policy accept;",
                "", "", "", "",
                "type nat hook postrouting priority srcnat; policy accept;",
                "type filter hook prerouting priority dstnat + 5; policy accept;",
            ],
            rules: guarding + publishing + forwarding + leaving + entering + postrouting
        )
    }

    private static var inetSets: [NFSet] {
        let port: [NFDataType] = [.transportProtocol, .port]
        return [
            set(.inet, "networks", [.interfaceName]),
            set(.inet, "internal", [.interfaceName]),
            set(.inet, "egress", [.interfaceName]),
            set(.inet, "within", [.interfaceName, .interfaceName]),
            set(.inet, "own4", [.ipv4Address, .interfaceName], [], .interval),
            set(.inet, "own6", [.ipv6Address, .interfaceName], [], .interval),
            set(.inet, "foreign", [.interfaceName]),
            set(.inet, "any4", port, [.ipv4Address, .port]),
            set(.inet, "any6", port, [.ipv6Address, .port]),
            set(.inet, "at4", [.ipv4Address] + port, [.ipv4Address, .port]),
            set(.inet, "at6", [.ipv6Address] + port, [.ipv6Address, .port]),
            set(.inet, "limited4", [.ipv4Address] + port),
            set(.inet, "allowed4", [.ipv4Address] + port + [.ipv4Address], [], .interval),
        ]
    }

    private static var guarding: [Rule] {
        let home = Array(repeating: UInt8(0), count: 15) + [1]
        return [
            Rule(
                "guard",
                #"iifname != "lo" ip daddr 127.0.0.0/8 counter drop"#,
                .notLoopback + .family(.ipv4) + [
                    .payload(NFPayload(.networkHeader, offset: 16, length: 1, into: .word(0))),
                    .compare(NFCompare(.word(0), .equal, to: [127])),
                    .count, .verdict(.drop),
                ]
            ),
            Rule(
                "guard",
                #"iifname != "lo" ip6 daddr ::1 counter drop"#,
                .notLoopback + .family(.ipv6) + [
                    .ipv6Destination(into: 0), .compare(NFCompare(.word(0), .equal, to: home)),
                    .count, .verdict(.drop),
                ]
            ),
        ]
    }

    private static var publishing: [Rule] {
        [
            Rule(
                "publish",
                "fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @at4",
                .toThisHost + .family(.ipv4) + [
                    .ipv4Destination(into: 0), .transport(into: 1), .destinationPort(into: 2),
                    .map("at4"), translation(.v4),
                ]
            ),
            Rule(
                "publish",
                "fib daddr type local dnat ip6 to ip6 daddr . meta l4proto . th dport map @at6",
                .toThisHost + .family(.ipv6) + [
                    .ipv6Destination(into: 0), .transport(into: 4), .destinationPort(into: 5),
                    .map("at6"), translation(.v6),
                ]
            ),
            Rule(
                "publish",
                "fib daddr type local dnat ip to meta l4proto . th dport map @any4",
                .toThisHost + [.transport(into: 0), .destinationPort(into: 1), .map("any4"), translation(.v4)]
            ),
            Rule(
                "publish",
                "fib daddr type local dnat ip6 to meta l4proto . th dport map @any6",
                .toThisHost + [.transport(into: 0), .destinationPort(into: 1), .map("any6"), translation(.v6)]
            ),
            Rule("prerouting", "iifname @internal return", .input(in: "internal") + [.verdict(.return)]),
            Rule("prerouting", "jump publish", [.verdict(.jump("publish"))]),
            Rule("output", "jump publish", [.verdict(.jump("publish"))]),
            Rule("published", "ct status dnat meta mark set meta mark | 0x10000000", .translated + .mark),
        ]
    }

    private static var forwarding: [Rule] {
        [
            Rule("forward", "iifname @networks goto leaving", .input(in: "networks") + [.verdict(.goto("leaving"))]),
            Rule("forward", "oifname @networks goto entering", .output(in: "networks") + [.verdict(.goto("entering"))]),
            Rule("pass", "meta mark set meta mark | 0x10000000 accept", .mark + [.verdict(.accept)]),
            Rule(
                "admit",
                "ip daddr . meta l4proto . th dport @limited4 "
                    + "ip daddr . meta l4proto . th dport . ip saddr != @allowed4 counter drop",
                .family(.ipv4) + [
                    .ipv4Destination(into: 0), .transport(into: 1), .destinationPort(into: 2), .lookUp("limited4"),
                    .ipv4Destination(into: 0), .transport(into: 1),
                    // A byte swap of one byte has no effect, but `nft` generates it.
                    .byteOrder(NFByteOrder(.toNetwork, of: .word(1), size: 2, length: 1)),
                    .destinationPort(into: 2), .ipv4Source(into: 3), .lookUp("allowed4", isInverted: true),
                    .count, .verdict(.drop),
                ]
            ),
        ]
    }

    private static var leaving: [Rule] {
        [
            Rule(
                "leaving",
                "tcp flags syn / syn,rst tcp option maxseg size set rt mtu",
                .transport(6) + [
                    .payload(NFPayload(.transportHeader, offset: 13, length: 1, into: .word(0))),
                    .bitwise(NFBitwise(.word(0), mask: [6], xor: [0])),
                    .compare(NFCompare(.word(0), .equal, to: [2])),
                    .routing(NFRouting(.maximumSegmentSize, into: .word(0))),
                    .byteOrder(NFByteOrder(.toNetwork, of: .word(0), size: 2)),
                    .option(.set(.maximumSegmentSize, from: .word(0))),
                ]
            ),
            Rule("leaving", "ct state established,related goto pass", .state(6) + [.verdict(.goto("pass"))]),
            Rule("leaving", "ct state invalid counter drop", .state(1) + [.count, .verdict(.drop)]),
            Rule(
                "leaving",
                "iifname . oifname @within goto pass",
                [
                    .meta(.load(.inputName, into: .word(0))), .meta(.load(.outputName, into: .word(4))),
                    .lookUp("within"), .verdict(.goto("pass")),
                ]
            ),
            Rule(
                "leaving",
                "ct status dnat iifname @internal counter drop",
                .translated + .input(in: "internal") + [.count, .verdict(.drop)]
            ),
            Rule("leaving", "ct status dnat jump admit", .translated + [.verdict(.jump("admit"))]),
            Rule("leaving", "ct status dnat goto pass", .translated + [.verdict(.goto("pass"))]),
            Rule("leaving", "iifname @internal counter drop", .input(in: "internal") + [.count, .verdict(.drop)]),
            Rule("leaving", "oifname @networks counter drop", .output(in: "networks") + [.count, .verdict(.drop)]),
            Rule("leaving", "oifname @foreign counter drop", .output(in: "foreign") + [.count, .verdict(.drop)]),
            Rule("leaving", "goto pass", [.verdict(.goto("pass"))]),
        ]
    }

    private static var entering: [Rule] {
        [
            Rule("entering", "ct state established,related goto pass", .state(6) + [.verdict(.goto("pass"))]),
            Rule("entering", "ct status dnat jump admit", .translated + [.verdict(.jump("admit"))]),
            Rule("entering", "ct status dnat goto pass", .translated + [.verdict(.goto("pass"))]),
            Rule("entering", "counter drop", [.count, .verdict(.drop)]),
        ]
    }

    private static var postrouting: [Rule] {
        let masquerade = NFExpression.masquerade(NFMasquerade())
        let home = Array(repeating: UInt8(0), count: 15) + [1]
        return [
            Rule(
                "postrouting",
                "oifname @networks ip saddr 127.0.0.0/8 counter masquerade",
                .output(in: "networks") + .family(.ipv4) + [
                    .payload(NFPayload(.networkHeader, offset: 12, length: 1, into: .word(0))),
                    .compare(NFCompare(.word(0), .equal, to: [127])),
                    .count, masquerade,
                ]
            ),
            Rule(
                "postrouting",
                "oifname @networks ip6 saddr ::1 counter masquerade",
                .output(in: "networks") + .family(.ipv6) + [
                    .ipv6Source(into: 0), .compare(NFCompare(.word(0), .equal, to: home)), .count, masquerade,
                ]
            ),
            Rule(
                "postrouting",
                "ct status dnat oifname @internal counter masquerade",
                .translated + .output(in: "internal") + [.count, masquerade]
            ),
            Rule(
                "postrouting",
                "ct status dnat ip saddr . oifname @own4 counter masquerade",
                .translated + .family(.ipv4) + [
                    .ipv4Source(into: 0), .meta(.load(.outputName, into: .word(1))), .lookUp("own4"), .count,
                    masquerade,
                ]
            ),
            Rule(
                "postrouting",
                "ct status dnat ip6 saddr . oifname @own6 counter masquerade",
                .translated + .family(.ipv6) + [
                    .ipv6Source(into: 0), .meta(.load(.outputName, into: .word(4))), .lookUp("own6"), .count,
                    masquerade,
                ]
            ),
            Rule("postrouting", "oifname @networks accept", .output(in: "networks") + [.verdict(.accept)]),
            Rule(
                "postrouting",
                "ip saddr != 0.0.0.0 iifname @egress masquerade",
                .family(.ipv4) + [.ipv4Source(into: 0), .compare(NFCompare(.word(0), .notEqual, to: [0, 0, 0, 0]))]
                    + .input(in: "egress") + [masquerade]
            ),
            Rule(
                "postrouting",
                "meta nfproto ipv6 iifname @egress masquerade",
                .family(.ipv6) + .input(in: "egress") + [masquerade]
            ),
        ]
    }
}

// MARK: The table for frames between the ports of a bridge

extension Sketch {
    private static var bridge: Table {
        let source: [NFDataType] = [.interfaceName, .macAddress]
        return Table(
            family: .bridge,
            familyName: "bridge",
            sets: [
                set(.bridge, "ports", [.interfaceName]),
                set(.bridge, "apart", [.interfaceName]),
                set(.bridge, "source4", source + [.ipv4Address]),
                set(.bridge, "source6", source + [.ipv6Address]),
            ],
            setTexts: [
                "set ports { type ifname; }",
                "set apart { type ifname; }",
                "set source4 { type ifname . ether_addr . ipv4_addr; }",
                "set source6 { type ifname . ether_addr . ipv6_addr; }",
            ],
            chains: [
                chain(.bridge, "source", NFBaseChain(hook: .prerouting, priority: -310)),
                chain(.bridge, "check"),
                chain(.bridge, "forward", NFBaseChain(hook: .forward, priority: -200)),
            ],
            chainTexts: [
                "type filter hook prerouting priority -310; policy accept;",
                "",
                "type filter hook forward priority -200; policy accept;",
            ],
            rules: checking
        )
    }

    /// Returns the loads of the port's name, the frame's source and an address, from the first register on, and the lookup.
    private static func sender(_ address: NFPayload, in set: String) -> [NFExpression] {
        [
            .meta(.load(.inputName, into: .word(0))),
            .payload(NFPayload(.linkHeader, offset: 6, length: 6, into: .word(4))),
            .payload(address), .lookUp(set), .verdict(.return),
        ]
    }

    private static var checking: [Rule] {
        let ipv4 = NFPayload(.networkHeader, offset: 12, length: 4, into: .word(6))
        let ipv6 = NFPayload(.networkHeader, offset: 8, length: 16, into: .word(6))
        let arp = NFPayload(.networkHeader, offset: 14, length: 4, into: .word(6))
        return [
            Rule("source", "iifname @ports goto check", .input(in: "ports") + [.verdict(.goto("check"))]),
            Rule(
                "check",
                "ether type ip iifname . ether saddr . ip saddr @source4 return",
                .etherType(0x0800) + sender(ipv4, in: "source4")
            ),
            Rule(
                "check",
                "ether type ip6 iifname . ether saddr . ip6 saddr @source6 return",
                .etherType(0x86dd) + sender(ipv6, in: "source6")
            ),
            Rule(
                "check",
                "ether type arp iifname . ether saddr . arp saddr ip @source4 return",
                .etherType(0x0806) + sender(arp, in: "source4")
            ),
            Rule(
                "check",
                "ether type arp arp saddr ip 0.0.0.0 return",
                .etherType(0x0806) + [
                    .payload(NFPayload(.networkHeader, offset: 14, length: 4, into: .word(0))),
                    .compare(NFCompare(.word(0), .equal, to: [0, 0, 0, 0])), .verdict(.return),
                ]
            ),
            Rule("check", "counter drop", [.count, .verdict(.drop)]),
            Rule("forward", "meta mark & 0x10000000 != 0 accept", .marked + [.verdict(.accept)]),
            Rule(
                "forward",
                "iifname @apart oifname @apart counter drop",
                .input(in: "apart") + .output(in: "apart") + [.count, .verdict(.drop)]
            ),
        ]
    }
}
