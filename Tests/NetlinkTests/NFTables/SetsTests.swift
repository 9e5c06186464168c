// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import Testing

/// Every kind of set and map: `nft` lists its elements as added, the library lists them too, and deletes them.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct SetsTests {
    /// A set, its elements, and the listing of `nft`.
    struct Kind: Sendable, CustomTestStringConvertible {
        var set: NFSet
        let elements: [NFElement]
        let text: String

        var testDescription: String { self.set.name }

        init(
            _ name: String,
            _ key: [NFDataType],
            value: [NFDataType] = [],
            flags: NFSetFlags = [],
            elements: [NFElement],
            shown text: String
        ) {
            set = NFSet(family: .inet, table: "t", name: name, key: key, value: value, flags: flags)
            self.elements = elements
            self.text = text
        }
    }

    private static func address(_ text: String) -> NFValue {
        .address(IPAddress(text) ?? .v4(IPv4Address(rawValue: 0)))
    }

    private static func interface(_ text: String) -> NFValue {
        (try? InterfaceName(text)).map { .interfaceName($0) } ?? .port(0)
    }

    private static var commented: Kind {
        var element = NFElement([.macAddress(MACAddress(truncatingIfNeeded: 0x02_00_00_00_00_01))])
        element.comment = "one"
        var kind = Kind(
            "macs",
            [.macAddress],
            elements: [element],
            shown: """
                set macs {
                type ether_addr
                comment "some"
                elements = { 02:00:00:00:00:01 comment "one" }
                }
                """
        )
        kind.set.comment = "some"
        return kind
    }

    private static let kinds: [Kind] = [
        Kind(
            "names",
            [.interfaceName],
            elements: [NFElement([interface("eth0")])],
            shown: """
                set names {
                type ifname
                elements = { "eth0" }
                }
                """
        ),
        commented,
        Kind(
            "ports",
            [.port],
            elements: [NFElement([.port(80)])],
            shown: """
                set ports {
                type inet_service
                elements = { 80 }
                }
                """
        ),
        Kind(
            "marks",
            [.interfaceName],
            value: [.mark],
            elements: [NFElement([interface("eth0")], value: [.mark(0x1000_0000)])],
            shown: """
                map marks {
                type ifname : mark
                elements = { "eth0" : 0x10000000 }
                }
                """
        ),
        Kind(
            "sources",
            [.interfaceName, .macAddress, .ipv6Address],
            elements: [
                NFElement([
                    interface("veth1"), .macAddress(MACAddress(truncatingIfNeeded: 0x02_42_ac_11_00_02)),
                    address("fd00::2"),
                ])
            ],
            shown: """
                set sources {
                type ifname . ether_addr . ipv6_addr
                elements = { "veth1" . 02:42:ac:11:00:02 . fd00::2 }
                }
                """
        ),
        Kind(
            "at6",
            [.ipv6Address, .transportProtocol, .port],
            value: [.ipv6Address, .port],
            elements: [
                NFElement(
                    [address("::1"), .transportProtocol(.sctp), .port(9000)],
                    value: [address("fd00::2"), .port(80)]
                )
            ],
            shown: """
                map at6 {
                type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service
                elements = { ::1 . sctp . 9000 : fd00::2 . 80 }
                }
                """
        ),
        Kind(
            "nets",
            [.ipv4Address],
            flags: .interval,
            elements: NFElement.range(from: address("10.1.0.0"), through: address("10.1.0.255"))
                + NFElement.range(from: address("255.255.255.0"), through: address("255.255.255.255")),
            shown: """
                set nets {
                type ipv4_addr
                flags interval
                elements = { 10.1.0.0/24, 255.255.255.0/24 }
                }
                """
        ),
        Kind(
            "admitted",
            [.ipv4Address, .transportProtocol, .port, .ipv4Address],
            flags: .interval,
            elements: [
                NFElement(
                    [address("192.0.2.1"), .transportProtocol(.tcp), .port(8000), address("10.0.0.0")],
                    through: [address("192.0.2.1"), .transportProtocol(.tcp), .port(8010), address("10.0.255.255")]
                )
            ],
            shown: """
                set admitted {
                type ipv4_addr . inet_proto . inet_service . ipv4_addr
                flags interval
                elements = { 192.0.2.1 . tcp . 8000-8010 . 10.0.0.0/16 }
                }
                """
        ),
        Kind(
            "ranges",
            [.ipv6Address, .port],
            value: [.ipv6Address],
            flags: .interval,
            elements: [
                NFElement(
                    [address("fd00::"), .port(1)],
                    through: [address("fd00::ffff:ffff:ffff:ffff"), .port(1023)],
                    value: [address("fd01::1")]
                )
            ],
            shown: """
                map ranges {
                type ipv6_addr . inet_service : ipv6_addr
                flags interval
                elements = { fd00::/64 . 1-1023 : fd01::1 }
                }
                """
        ),
        Kind(
            "verdicts",
            [.transportProtocol, .port],
            value: [.verdict],
            elements: [NFElement([.transportProtocol(.tcp), .port(80)], verdict: .goto("other"))],
            shown: """
                map verdicts {
                type inet_proto . inet_service : verdict
                elements = { tcp . 80 : goto other }
                }
                """
        ),
        Kind(
            "blocks",
            [.ipv4Address],
            value: [.verdict],
            flags: .interval,
            elements: NFElement.range(
                from: address("10.1.0.0"),
                through: address("10.1.0.255"),
                value: .verdict(.drop)
            ),
            shown: """
                map blocks {
                type ipv4_addr : verdict
                flags interval
                elements = { 10.1.0.0/24 : drop }
                }
                """
        ),
    ]

    @Test(arguments: kinds) func `elements of every kind are listed by nft, listed by the library, and deleted`(
        kind: Kind
    ) async throws {
        let namespace = try NetworkNamespace.ofTest
        let tables = NFTables(try NetlinkSocket(.netfilter, in: namespace))
        let list = NFElementList(family: .inet, table: "t", set: kind.set.name, elements: kind.elements)
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "t"))
        batch.add(NFChain(family: .inet, table: "t", name: "other"))
        batch.add(kind.set)
        batch.add(list)
        try tables.commit(batch)

        let word = kind.set.value == nil ? "set" : "map"
        let shown = try await Witness(namespace)("nft", "list", word, "inet", "t", kind.set.name)
        let lines = shown.split(separator: "\n").map { $0.trimmingPrefix { $0.isWhitespace } }
        #expect(lines.dropFirst().dropLast().joined(separator: "\n") == kind.text)
        let set = try #require(try tables.sets(family: .inet, table: "t").first)
        #expect(set.key == kind.set.key && set.value == kind.set.value && set.flags == kind.set.flags)
        #expect(set.fieldLengths == kind.set.fieldLengths && set.comment == kind.set.comment)
        let listed = try tables.elements(family: .inet, table: "t", set: kind.set.name)
        #expect(Set(listed) == Set(kind.elements))

        batch = NFBatch()
        batch.delete(list)
        try tables.commit(batch)
        #expect(try tables.elements(family: .inet, table: "t", set: kind.set.name).isEmpty)
    }

    @Test func `a listed key is decoded into its fields`() throws {
        let tables = NFTables(try NetlinkSocket(.netfilter, in: try .ofTest))
        let types: [NFDataType] = [.ipv4Address, .transportProtocol, .port]
        let address = try #require(IPAddress("192.0.2.1"))
        let key: [NFValue] = [.address(address), .transportProtocol(.udp), .port(53)]
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "t"))
        batch.add(NFSet(family: .inet, table: "t", name: "s", key: types))
        batch.add(NFElementList(family: .inet, table: "t", set: "s", elements: [NFElement(key)]))
        try tables.commit(batch)
        let element = try #require(try tables.elements(family: .inet, table: "t", set: "s").first)
        let fields = try #require(NFValue.fields(types, of: element.key))
        #expect(fields == key)
        #expect(fields[0].ipAddress == address && fields[1].transportProtocol == .udp && fields[2].port == 53)
    }

    @Test func `every type has the name and the byte order of nft`() async throws {
        let types: [(String, NFDataType)] = [
            ("ipv4_addr", .ipv4Address), ("ipv6_addr", .ipv6Address), ("ether_addr", .macAddress),
            ("ether_type", .etherType), ("inet_proto", .transportProtocol), ("inet_service", .port), ("mark", .mark),
            ("iface_index", .interfaceIndex), ("ct_state", .connectionState), ("ct_status", .connectionStatus),
            ("devgroup", .interfaceGroup), ("ifname", .interfaceName),
        ]
        let namespace = try NetworkNamespace.ofTest
        let sets = types.map { name, _ in "set s_\(name) { type \(name); }\nmap m_\(name) { type mark : \(name); }\n" }
        try await Witness(namespace)("nft", "-f", "-", input: "table inet t {\n\(sets.joined())}\n")
        let listed = try NFTables(try NetlinkSocket(.netfilter, in: namespace)).sets(family: .inet, table: "t")
        for (name, type) in types {
            let set = try #require(listed.first { $0.name == "s_\(name)" })
            let built = NFSet(family: .inet, table: "t", name: name, key: [type])
            #expect(set.key == type && set.userData == built.userData, "\(name)")
            let map = try #require(listed.first { $0.name == "m_\(name)" })
            let mapBuilt = NFSet(family: .inet, table: "t", name: name, key: [.mark], value: [type])
            #expect(map.value == type && map.userData.starts(with: mapBuilt.userData), "\(name)")
        }
    }

    @Test func `comments are stored in the form of nft`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let tables = NFTables(try NetlinkSocket(.netfilter, in: namespace))
        var table = NFTable(family: .inet, name: "t")
        table.comment = "a table"
        var chain = NFChain(family: .inet, table: "t", name: "c")
        chain.comment = "a chain"
        var rule = NFRule(family: .inet, table: "t", chain: "c", expressions: [.counter(NFCounter())])
        rule.comment = "a rule"
        var batch = NFBatch()
        batch.add(table)
        batch.add(chain)
        batch.add(rule)
        try tables.commit(batch)
        let listed = try await Witness(namespace)("nft", "list", "ruleset")
        for comment in ["a table", "a chain", "a rule"] { #expect(listed.contains("comment \"\(comment)\"")) }
        #expect(try tables.tables().first?.comment == "a table")
        #expect(try tables.chains(family: .inet, table: "t").first?.comment == "a chain")
        #expect(try tables.rules(family: .inet, table: "t").first?.comment == "a rule")
    }

    @Test func `the kernel ignores attributes of tables and chains that are newer than itself`() async throws {
        let tables = NFTables(try NetlinkSocket(.netfilter, in: try NetworkNamespace.ofTest))
        let newer = Attribute(rawType: 60, payload: [0, 2, 0x61, 0])
        var table = NFTable(family: .inet, name: "t")
        table.unknown = [newer]
        var chain = NFChain(family: .inet, table: "t", name: "c")
        chain.unknown = [newer]
        var batch = NFBatch()
        batch.add(table)
        batch.add(chain)
        try tables.commit(batch)
        #expect(try tables.tables().map(\.unknown) == [[]])
        #expect(try tables.chains(family: .inet, table: "t").map(\.unknown) == [[]])
    }
}
