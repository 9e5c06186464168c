// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spelling
import Testing

struct PrintableTests {
    private static let marks: Set<Unicode.Scalar> = ["\"", "\\"]

    /// All Unicode characters.
    private static var scalars: some Sequence<Unicode.Scalar> {
        (0...0x10ffff).lazy.compactMap { Unicode.Scalar(UInt32($0)) }
    }

    /// Returns whether a terminal interprets the character, or the character hides or reverses other text.
    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1f, 0x7f...0x9f, 0xad, 0x34f, 0x61c, 0x180b...0x180f, 0x200b...0x200f, 0x2028...0x202e,
            0x2060...0x206f,
            0x3164, 0xfe00...0xfe0f, 0xfeff, 0xfff9...0xfffb, 0xe0000...0xe0fff:
            true
        default: false
        }
    }

    @Test(arguments: [
        ("", ""), ("plain text", "plain text"), ("a\nb\r\nc\td", #"a\nb\r\nc\td"#), ("\u{1b}[2J", #"\u001b[2J"#),
        ("a\0b", #"a\u0000b"#), ("\u{7f}\u{9b}", #"\u007f\u009b"#), ("\u{202e}evil", #"\u202eevil"#),
        ("\u{2028}\u{2029}", #"\u2028\u2029"#), ("\u{e0041}", #"\udb40\udc41"#), (#"C:\n "x""#, #"C:\n "x""#),
        ("Käse 網 🐳", "Käse 網 🐳"), ("e\u{301}", "e\u{301}"),
    ])
    func `invisible characters are escaped, and all others stay`(text: String, printable: String) {
        #expect(text.printable() == printable)
    }

    @Test func `no character remains that a terminal interprets, or that hides or reverses text`() {
        for scalar in Self.scalars {
            let printable = String(scalar).printable()
            if Self.isDangerous(scalar) {
                #expect(printable.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x1f && $0.value < 0x7f })
                #expect(printable.hasPrefix("\\"))
            }
            if scalar.isASCII, scalar.value > 0x1f, scalar.value < 0x7f { #expect(printable == String(scalar)) }
        }
    }

    @Test func `a printable text stays unchanged`() {
        for text in Self.texts {
            let once = text.printable()
            #expect(once.printable() == once)
            #expect(!once.unicodeScalars.contains(where: Self.isDangerous))
            for limit in [3, 4, 10, 40] {
                let cut = text.printable(limit: limit)
                #expect(cut.printable(limit: limit) == cut)
            }
        }
    }

    @Test func `a text with escaped JSON characters survives JSON decoding`() throws {
        for text in Self.texts {
            let json = "[\"\(text.printable(escaping: Self.marks))\"]"
            #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == [text])
        }
    }

    @Test func `a text that is too long ends in an ellipsis, and no escape is truncated`() {
        #expect("1234567890".printable(limit: 10) == "1234567890")
        #expect("12345678901".printable(limit: 10) == "1234567…")
        #expect("12345\u{1b}".printable(limit: 10) == "12345…")
        #expect("1234\u{1b}".printable(limit: 10) == #"1234\u001b"#)
        #expect("1234\u{1b}6".printable(limit: 10) == "1234…")
        #expect(#"123456"8"#.printable(limit: 8, escaping: Self.marks) == "12345…")
        #expect("1234".printable(limit: 3) == "…")
        for text in Self.texts {
            let whole = text.printable(escaping: Self.marks)
            for limit in 3...60 {
                let cut = text.printable(limit: limit, escaping: Self.marks)
                #expect(cut.utf8.count <= limit)
                if cut != whole {
                    #expect(cut.hasSuffix("…"))
                    #expect(whole.utf8.starts(with: cut.unicodeScalars.dropLast().map(String.init).joined().utf8))
                    let json = Data("[\"\(cut)\"]".utf8)
                    // Half of a pair is not valid text.
                    if !text.contains("\u{e0041}") {
                        #expect(throws: Never.self) { try JSONDecoder().decode([String].self, from: json) }
                    }
                }
            }
        }
    }

    @Test func `the truncated part costs no time`() {
        let text = String(repeating: "\u{1b}", count: 50_000_000)
        let start = ContinuousClock.now
        #expect(text.printable(limit: 100).utf8.count <= 100)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    /// Random texts of plain and of dangerous characters.
    private static let texts: [String] = {
        var generator = SystemRandomNumberGenerator()
        let pieces: [Unicode.Scalar] = [
            "a", " ", "=", "\"", "\\", "\n", "\r", "\t", "\0", "\u{1b}", "\u{7f}", "\u{9b}", "\u{202e}", "\u{2028}",
            "ä", "網",
            "🐳", "\u{301}", "\u{e0041}", "n", "u", "0",
        ]
        return (0..<300).map { _ in
            var text = ""
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                let piece = pieces.randomElement(using: &generator) ?? "a"
                text.unicodeScalars.append(piece)
            }
            return text
        }
    }()
}
