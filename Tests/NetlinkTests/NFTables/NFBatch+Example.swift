// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// Returns the bytes of a number in network order.
func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian, Array.init)
}

/// Returns the bytes of a number in the host's order.
func host(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number, Array.init)
}

/// Returns the 16 bytes of an interface name.
func name(_ name: String) -> [UInt8] {
    Array(name.utf8) + Array(repeating: 0, count: 16 - name.utf8.count)
}

extension NFBaseChain {
    static var guarding: Self { Self(hook: .prerouting, priority: -300) }
    static var forwarding: Self { Self(hook: .forward, priority: -10, policy: .drop) }
}

extension NFBatch {
    /// A ruleset with one object of each kind.
    static var example: NFBatch {
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "mdnp", userData: [1, 2, 3]), exclusively: true)
        batch.add(NFSet(family: .inet, table: "mdnp", name: "networks", key: [.interfaceName]))
        batch.add(NFSet(family: .inet, table: "mdnp", name: "within", key: [.interfaceName, .interfaceName]))
        batch.add(
            NFSet(family: .inet, table: "mdnp", name: "own4", key: [.ipv4Address, .interfaceName], flags: .interval)
        )
        batch.add(
            NFSet(
                family: .inet,
                table: "mdnp",
                name: "ports4",
                key: [.transportProtocol, .port],
                value: [.ipv4Address, .port]
            )
        )
        batch.add(
            NFElementList(family: .inet, table: "mdnp", set: "networks", elements: [NFElement(key: name("mdnp-a"))])
        )
        batch.add(
            NFElementList(
                family: .inet,
                table: "mdnp",
                set: "within",
                elements: [NFElement(key: name("mdnp-a") + name("mdnp-b"))]
            )
        )
        batch.add(exampleOwn)
        batch.add(examplePorts)
        batch.add(NFChain(family: .inet, table: "mdnp", name: "guard", base: .guarding))
        batch.add(NFChain(family: .inet, table: "mdnp", name: "pass"))
        batch.add(NFChain(family: .inet, table: "mdnp", name: "forward", base: .forwarding))
        for rule in exampleRules { batch.add(rule) }
        return batch
    }

    static var exampleOwn: NFElementList {
        let first = NFElement(key: [10, 1, 0, 0] + name("mdnp-a"), keyEnd: [10, 1, 0, 255] + name("mdnp-a"))
        return NFElementList(family: .inet, table: "mdnp", set: "own4", elements: [first])
    }

    static var examplePorts: NFElementList {
        let key: [UInt8] = [6, 0, 0, 0] + bigEndian(UInt16(8080)) + [0, 0]
        let value: [UInt8] = [10, 1, 0, 2] + bigEndian(UInt16(80)) + [0, 0]
        return NFElementList(
            family: .inet,
            table: "mdnp",
            set: "ports4",
            elements: [NFElement(key: key, value: .value(value))]
        )
    }

    static var exampleRules: [NFRule] {
        [guardRule, passRule, establishedRule, withinRule, networksRule, localRule]
    }

    private static func rule(_ chain: String, _ expressions: [NFExpression]) -> NFRule {
        NFRule(family: .inet, table: "mdnp", chain: chain, expressions: expressions)
    }

    /// The rule `iifname != "lo" ip daddr 127.0.0.0/8 counter drop`.
    private static var guardRule: NFRule {
        rule(
            "guard",
            [
                .meta(.load(.inputName, into: .word(0))),
                .compare(NFCompare(.word(0), .notEqual, to: name("lo"))),
                .meta(.load(.family, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [2])),
                .payload(NFPayload(.networkHeader, offset: 16, length: 1, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [127])),
                .counter(NFCounter()),
                .verdict(.drop),
            ]
        )
    }

    /// The rule `meta mark set meta mark
    /// 0x10000000 accept`.
    private static var passRule: NFRule {
        rule(
            "pass",
            [
                .meta(.load(.mark, into: .word(0))),
                .bitwise(NFBitwise(.word(0), mask: host(UInt32(0xefff_ffff)), xor: host(UInt32(0x1000_0000)))),
                .meta(.set(.mark, from: .word(0))),
                .verdict(.accept),
            ]
        )
    }

    /// The rule `ct state established,related goto pass`.
    private static var establishedRule: NFRule {
        rule(
            "forward",
            [
                .connection(.load(.state, into: .word(0))),
                .bitwise(NFBitwise(.word(0), mask: host(UInt32(6)), xor: host(UInt32(0)))),
                .compare(NFCompare(.word(0), .notEqual, to: host(UInt32(0)))),
                .verdict(.goto("pass")),
            ]
        )
    }

    /// The rule `iifname . oifname @within goto pass`.
    private static var withinRule: NFRule {
        rule(
            "forward",
            [
                .meta(.load(.inputName, into: .word(0))),
                .meta(.load(.outputName, into: .word(4))),
                .lookup(NFLookup(.word(0), in: "within")),
                .verdict(.goto("pass")),
            ]
        )
    }

    /// The rule `iifname != @networks jump pass`.
    private static var networksRule: NFRule {
        rule(
            "forward",
            [
                .meta(.load(.inputName, into: .word(0))),
                .lookup(NFLookup(.word(0), in: "networks", isInverted: true)),
                .verdict(.jump("pass")),
            ]
        )
    }

    /// The rule `fib daddr type local return`.
    private static var localRule: NFRule {
        rule(
            "forward",
            [
                .route(NFRouteLookup(.destination, for: .addressType, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: host(UInt32(2)))),
                .verdict(.return),
            ]
        )
    }

    /// The output of `nft list ruleset` for the example.
    static let exampleAsListed = """
        table inet mdnp {
        \tset networks {
        \t\ttype ifname
        \t\telements = { "mdnp-a" }
        \t}

        \tset within {
        \t\ttype ifname . ifname
        \t\telements = { "mdnp-a" . "mdnp-b" }
        \t}

        \tset own4 {
        \t\ttype ipv4_addr . ifname
        \t\tflags interval
        \t\telements = { 10.1.0.0/24 . "mdnp-a" }
        \t}

        \tmap ports4 {
        \t\ttype inet_proto . inet_service : ipv4_addr . inet_service
        \t\telements = { tcp . 8080 : 10.1.0.2 . 80 }
        \t}

        \tchain guard {
        \t\ttype filter hook prerouting priority raw; policy accept;
        \t\tiifname != "lo" ip daddr 127.0.0.0/8 counter packets 0 bytes 0 drop
        \t}

        \tchain pass {
        \t\tmeta mark set meta mark | 0x10000000 accept
        \t}

        \tchain forward {
        \t\ttype filter hook forward priority filter - 10; policy drop;
        \t\tct state established,related goto pass
        \t\tiifname . oifname @within goto pass
        \t\tiifname != @networks jump pass
        \t\tfib daddr type local return
        \t}
        }

        """
}
