// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import Foundation
import Logging
import Testing

@testable import mdnp

/// A log line, with any names that users may choose.
struct LineLogTests {
    private func line(_ message: String, _ details: [String: String] = [:]) -> String {
        LineLog.line("2026-08-07T10:20:30.000Z info", message, details)
    }

    @Test func `details follow the message in alphabetical order, quoted if necessary`() {
        #expect(
            line("network created", ["network": "n1", "bridge": "br 1", "empty": "", "sum": "1=1"])
                == #"2026-08-07T10:20:30.000Z info network created bridge="br 1" empty="" network=n1 sum="1=1""#
        )
    }

    @Test(arguments: [
        ("a\u{1B}[2J", #""a\u001b[2J""#), ("a\nb", #""a\nb""#), ("a\0b", #""a\u0000b""#), ("\u{202E}b", #""\u202eb""#),
        ("\u{9B}2J", #""\u009b2J""#), ("a\u{2028}b", #""a\u2028b""#), (#"a"b"#, #""a\"b""#), (#"a\b"#, #""a\\b""#),
        (#"x\" level=critical"#, #""x\\\" level=critical""#), (" \u{301}", "\" \u{301}\""), ("Käse", "Käse"),
    ])
    func `any value stays one word of one line`(value: String, quoted: String) {
        #expect(line("m", ["key": value]) == "2026-08-07T10:20:30.000Z info m key=\(quoted)")
    }

    @Test func `any message stays one line`() {
        #expect(line("a\nb\0c\u{1B}[2J\u{202E}") == #"2026-08-07T10:20:30.000Z info a\nb\u0000c\u001b[2J\u202e"#)
    }

    @Test func `a value of megabytes is truncated`() {
        let value = String(repeating: "\u{1B} ", count: 1 << 20)
        #expect(line("m", ["key": value]).utf8.count < 4200)
        #expect(line(value).utf8.count < 4200)
        #expect(line("m", ["key": value]).hasSuffix("…\""))
    }

    @Test func `the tail of the log has the same line as the log`() {
        let tail = LogTail()
        var logger = Logger(label: "test") { _ in LineLog(tail: tail) }
        logger.logLevel = .trace
        logger.trace("seen", metadata: ["name": "a\u{1B}b\0c\nd"])
        #expect(tail.lines.count == 1)
        #expect(tail.lines[0].hasSuffix(#" trace seen name="a\u001bb\u0000c\nd""#))
    }
}
