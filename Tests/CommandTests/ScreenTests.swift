// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AdminAPI
@testable import mdnp

/// Tables on terminals of different widths.
struct ScreenTests {
    private static func screen(_ width: Int?, isColoured: Bool = false) -> Screen {
        Screen(paint: Paint(isTerminal: isColoured, environment: ["TERM": "xterm"]), width: width)
    }

    private struct Finding {
        let check: String
        let subject: String
        let finding: String
        let advice: String
    }

    private let findings = [
        Finding(
            check: "routes",
            subject: "network 9c41e0f2a7b3, subnet 10.1.0.0/16",
            finding: "route 10.1.7.0/24 of link tun0 leads out of it: the host does not reach containers there",
            advice: "give the network another subnet, or remove the route (ip route show table all)"
        ),
        Finding(check: "links", subject: "link mvleak", finding: "has no owner", advice: "ip link delete mvleak"),
    ]

    private let columns: [Column<Finding>] = [
        Column("CHECK", \.check), Column("SUBJECT", breaking: .spaces, \.subject),
        Column("WHAT IS WRONG", breaking: .spaces, \.finding), Column("WHAT TO DO", breaking: .spaces, \.advice),
    ]

    @Test func `columns are narrowed to the width of the terminal, the widest first`() {
        let layout = { TableLayout(natural: [10, 40, 100], least: [10, 20, 24], width: $0) }
        #expect(layout(nil) == .columns([10, 40, 100]))
        #expect(layout(160) == .columns([10, 40, 100]))
        #expect(layout(154) == .columns([10, 40, 100]))
        #expect(layout(153) == .columns([10, 40, 99]))
        #expect(layout(80) == .columns([10, 33, 33]))
        #expect(layout(58) == .columns([10, 20, 24]))
        #expect(layout(57) == .blocks)
        #expect(layout(1) == .blocks)
        #expect(layout(0) == .blocks)
    }

    @Test func `a text continues on the next line only where it may`() {
        #expect(LineBreak.spaces.lines(of: "one two three", width: 8) == ["one two", "three"])
        #expect(LineBreak.spaces.lines(of: "one two three", width: 13) == ["one two three"])
        #expect(LineBreak.spaces.lines(of: "a --driver-opt b", width: 6) == ["a", "--driver-opt", "b"])
        #expect(LineBreak.commas.lines(of: "10.1.0.0/16,fd00:1::/64", width: 12) == ["10.1.0.0/16,", "fd00:1::/64"])
        #expect(LineBreak.commas.lines(of: "10.1.0.0/16, 10.2.0.0/16", width: 12) == ["10.1.0.0/16,", "10.2.0.0/16"])
        #expect(LineBreak.hyphens.lines(of: "shop-database-1", width: 9) == ["shop-", "database-", "1"])
        #expect(LineBreak.none.lines(of: "02:6d:0a:01:00:02", width: 3) == ["02:6d:0a:01:00:02"])
    }

    @Test func `a column is at least as wide as its longest piece, and as is readable`() {
        #expect(LineBreak.none.leastWidth(of: ["SANDBOX", "9c41e0f2a7b3"]) == 12)
        #expect(LineBreak.commas.leastWidth(of: ["SUBNETS", "10.1.0.0/16,fd00:1::/64"]) == 12)
        #expect(LineBreak.hyphens.leastWidth(of: ["NAME", "a-b-c-d-e-f-g-h-i-j-k-l-m"]) == 16)
        #expect(LineBreak.hyphens.leastWidth(of: ["NAME", "web"]) == 4)
        #expect(LineBreak.spaces.leastWidth(of: ["WHY", "is down"]) == 7)
        #expect(LineBreak.spaces.leastWidth(of: ["WHY", "so many words that a line is too short"]) == 24)
        #expect(LineBreak.spaces.leastWidth(of: ["WHY", "/var/run/docker/netns/9c41e0f2a7b3 is gone"]) == 34)
    }

    @Test func `findings on 160 columns are a table whose sentences continue below one another`() {
        #expect(
            Table(findings, columns: columns).lines(on: Self.screen(160)) == [
                "CHECK   SUBJECT                                   WHAT IS WRONG                                           WHAT TO DO",
                "routes  network 9c41e0f2a7b3, subnet 10.1.0.0/16  route 10.1.7.0/24 of link tun0 leads out of it: the     give the network another subnet, or remove the route",
                "                                                  host does not reach containers there                    (ip route show table all)",
                "links   link mvleak                               has no owner                                            ip link delete mvleak",
            ]
        )
    }

    @Test func `findings on 80 columns are blocks with indented sentences`() {
        #expect(
            Table(findings, columns: columns).lines(on: Self.screen(80)) == [
                "CHECK          routes",
                "SUBJECT        network 9c41e0f2a7b3, subnet 10.1.0.0/16",
                "WHAT IS WRONG  route 10.1.7.0/24 of link tun0 leads out of it: the host does not",
                "               reach containers there",
                "WHAT TO DO     give the network another subnet, or remove the route (ip route",
                "               show table all)",
                "",
                "CHECK          links",
                "SUBJECT        link mvleak",
                "WHAT IS WRONG  has no owner",
                "WHAT TO DO     ip link delete mvleak",
            ]
        )
    }

    @Test func `a list without a terminal has one line for each row`() {
        let lines = Table(findings, columns: columns, hint: "no findings").lines(on: Self.screen(nil))
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
        #expect(lines[1].count > 160)
    }

    @Test func `an empty list shows a hint on a terminal, and the titles elsewhere`() {
        let table = Table([], columns: columns, hint: "no findings: all is well")
        #expect(table.lines(on: Self.screen(80)) == ["no findings: all is well"])
        #expect(table.lines(on: Self.screen(16)) == ["no findings:", "  all is well"])
        #expect(table.lines(on: Self.screen(nil)) == ["CHECK  SUBJECT  WHAT IS WRONG  WHAT TO DO"])
        #expect(Table([], columns: columns).lines(on: Self.screen(80)).count == 1)
    }

    @Test func `the value of a fact continues beside its name`() {
        let table = Table(facts: [("engine", "none answers on /run/docker.sock", .plain), ("ports", "0", .plain)])
        #expect(
            table.lines(on: Self.screen(30)) == [
                "engine  none answers on", "        /run/docker.sock", "ports   0",
            ]
        )
        #expect(table.lines(on: Self.screen(160)) == ["engine  none answers on /run/docker.sock", "ports   0"])
        #expect(table.lines(on: Self.screen(3)) == table.lines(on: Self.screen(nil)))
    }

    @Test(arguments: [80, 160]) func `colors do not change the arrangement of a table`(width: Int) {
        let plain = Table(findings, columns: columns).lines(on: Self.screen(width))
        let coloured = Table(findings, columns: columns).lines(on: Self.screen(width, isColoured: true))
        #expect(coloured.map { $0.replacing(/\u{1B}\[[0-9]*m/, with: "") } == plain)
        #expect(coloured.contains { $0.contains("\u{1B}[1m") })
    }

    @Test(arguments: [80, 160]) func `no line of a list is wider than the terminal, and no text is lost`(
        width: Int
    ) async throws {
        func check<Item>(_ items: [Item], _ columns: [Column<Item>], _ location: SourceLocation = #_sourceLocation) {
            let lines = Table(items, columns: columns).lines(on: Self.screen(width))
            #expect(lines.allSatisfy { $0.count <= width && !$0.hasSuffix(" ") }, sourceLocation: location)
            let words = lines.joined(separator: " ").split(separator: " ")
            for text in items.flatMap({ item in columns.map { $0.text(item) ?? "-" } }) {
                let pieces = text.replacing(",", with: ", ").split(separator: " ")
                #expect(pieces.allSatisfy(words.joined().contains), sourceLocation: location)
            }
        }
        check(try await Samples.networks(), Networks.columns)
        check(try await Samples.endpoints(), Endpoints.columns)
        check(try await Samples.ports(), Ports.columns)
        check(try await Samples.pools(), Pools.columns)
        check(try await Samples.pools().flatMap(\.addresses), Pools.addressColumns)
        check(Samples.diagnosis.findings, mdnp.Doctor.columns)
        check(Samples.diagnosis.repairs, mdnp.Doctor.repairColumns)
        check([Samples.hop], Explain.columns)
        check(findings, columns)
    }

    @Test func `a sentence continues on an indented line`() {
        let text = "IPv4: web does not reach db: networks are separate"
        #expect(Self.screen(nil).lines(of: text, tone: .bad, indent: 6) == [text])
        #expect(
            Self.screen(36).lines(of: text, tone: .bad, indent: 6) == [
                "IPv4: web does not reach db:", "      networks are separate",
            ]
        )
        #expect(Self.screen(nil).lines(of: "a\u{1B}[2J", tone: .bad, indent: 6) == [#"a\u001b[2J"#])
    }

    @Test func `the table of endpoints shows the last part of a sandbox, and JSON the path`() async throws {
        let endpoint = try #require(try await Samples.endpoints().first)
        #expect(endpoint.sandbox == "/run/docker/netns/1")
        #expect(try #require(Endpoints.columns.last).text(endpoint) == "1")
    }
}
