// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import mdnp

struct TableTests {
    private struct Fruit {
        let name: String
        let colour: String?
        let count: Int
    }

    private let fruits = [Fruit(name: "apple", colour: "green", count: 12), Fruit(name: "fig", colour: nil, count: 3)]

    private let columns: [Column<Fruit>] = [
        Column("NAME", \.name), Column("COLOUR", tone: { $0.colour == nil ? .bad : .good }, \.colour),
        Column("N") { String($0.count) },
    ]

    private static let plain = Screen(paint: Paint(isTerminal: false, environment: ["TERM": "xterm"]), width: nil)
    private static let coloured = Screen(paint: Paint(isTerminal: true, environment: ["TERM": "xterm"]), width: nil)

    @Test func `columns are as wide as their widest cell, and two spaces apart, without spaces at the ends`() {
        #expect(
            Table(fruits, columns: columns).lines(on: Self.plain) == [
                "NAME   COLOUR  N", "apple  green   12", "fig    -       3",
            ]
        )
    }

    @Test func `a table without items has a head`() {
        #expect(Table([], columns: columns).lines(on: Self.plain) == ["NAME  COLOUR  N"])
    }

    @Test func `values are aligned behind their names`() {
        let table = Table(facts: [("daemon", "serves", .good), ("engine", nil, .plain), ("up", "", .plain)])
        #expect(table.lines(on: Self.plain) == ["daemon  serves", "engine  -", "up      -"])
    }

    @Test func `a row with any name stays one line in its columns`() {
        let names = ["a\u{1B}[2Jb", "c\nd", "e\0f", "\u{202E}g", "h\u{9B}2J\u{7F}"]
        let items = names.map { Fruit(name: $0, colour: $0, count: 1) }
        let shown = [#"a\u001b[2Jb"#, #"c\nd"#, #"e\u0000f"#, #"\u202eg"#, #"h\u009b2J\u007f"#]
        let rows = ["NAME", "COLOUR", "N"].joined(separator: " ")
        for screen in [Self.plain, Self.coloured] {
            let lines = Table(items, columns: columns).lines(on: screen).map {
                $0.replacing(/\u{1B}\[[0-9]*m/, with: "")
            }
            #expect(
                lines.map { $0.split(separator: " ").joined(separator: " ") } == [rows] + shown.map { "\($0) \($0) 1" }
            )
            // The font is monospaced: all letters of the text have the same width.
            let places = Set(lines.map { $0.utf8.count })
            #expect(places.count == 1)
            let facts = Table(facts: zip(names, names).map { ($0, $1, .bad) }).lines(on: screen)
            #expect(facts.allSatisfy { !$0.contains("\u{1B}[2J") && !$0.contains("\n") && !$0.contains("\0") })
        }
        #expect(Self.plain.paint("a\u{1B}[2J\u{202E}", .good) == #"a\u001b[2J\u202e"#)
        #expect(Self.coloured.paint("a\u{1B}[2J", .good) == "\u{1B}[32m" + #"a\u001b[2J"# + "\u{1B}[0m")
    }

    @Test func `JSON has the original text, without characters that a terminal interprets`() throws {
        let names = ["a\u{1B}[2Jb", "c\nd", "e\0f", "\u{202E}g", "h\u{9B}2J\u{7F}", "\u{E0041}", #"i\"j"#, "Käse"]
        let text = try OutputFormat.json(names)
        #expect(try JSONDecoder().decode([String].self, from: Data(text.utf8)) == names)
        let isPlain = { (scalar: Unicode.Scalar) in scalar.value > 0x1F && !(0x7F...0x9F).contains(scalar.value) }
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || isPlain($0) && $0 != "\u{202E}" })
        #expect(text.contains("Käse"))
    }

    @Test func `colors do not move any letter`() {
        let lines = Table(fruits, columns: columns).lines(on: Self.coloured)
        let bare = lines.map { $0.replacing(/\u{1B}\[[0-9]*m/, with: "") }
        #expect(bare == Table(fruits, columns: columns).lines(on: Self.plain))
        #expect(lines[0].hasPrefix("\u{1B}[1mNAME\u{1B}[0m   \u{1B}[1mCOLOUR\u{1B}[0m  "))
        #expect(lines[1].contains("\u{1B}[32mgreen\u{1B}[0m   12"))
        #expect(lines[2].contains("\u{1B}[31m-\u{1B}[0m       3"))
    }

    @Test(
        arguments: [
            (true, ["TERM": "xterm-256color"], true), (false, ["TERM": "xterm-256color"], false),
            (true, ["TERM": "dumb"], false), (true, ["TERM": ""], false), (true, [:], false),
            (true, ["TERM": "xterm", "NO_COLOR": "1"], false), (true, ["TERM": "xterm", "NO_COLOR": "0"], false),
            (true, ["TERM": "xterm", "NO_COLOR": ""], true),
        ] as [(Bool, [String: String], Bool)]
    )
    func `output has colors only on a terminal, and only if its user wants them`(
        isTerminal: Bool,
        environment: [String: String],
        isColoured: Bool
    ) {
        #expect(Paint(isTerminal: isTerminal, environment: environment).isColoured == isColoured)
    }
}
