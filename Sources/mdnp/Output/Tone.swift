// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spelling

/// The tone of a text, by its SGR code on a terminal.
enum Tone: String {
    case plain = ""
    case heading = "1"
    case good = "32"
    case warning = "33"
    case bad = "31"
}

/// The coloring of terminal output.
struct Paint {
    let isColoured: Bool

    /// Colors the output of a terminal that supports it, unless the user turned colors off (`NO_COLOR`, `TERM`).
    init(isTerminal: Bool, environment: [String: String]) {
        let isWanted = environment["NO_COLOR", default: ""].isEmpty
        isColoured = isTerminal && isWanted && !["", "dumb"].contains(environment["TERM", default: ""])
    }

    /// The coloring of standard output.
    static var standardOutput: Self {
        Self(isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessInfo.processInfo.environment)
    }

    /// Escapes a text for the terminal, and surrounds it with the escape sequences of its tone.
    func callAsFunction(_ text: String, _ tone: Tone = .plain) -> String {
        let text = text.printable()
        guard isColoured, tone != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
    }
}
