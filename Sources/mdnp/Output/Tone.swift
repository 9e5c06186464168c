// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spelling

/// How something is meant, as a terminal shows it.
enum Tone: String {
    case plain = ""
    case heading = "1"
    case good = "32"
    case warning = "33"
    case bad = "31"
}

/// Whether words are coloured, and how.
struct Paint {
    let isColoured: Bool

    /// Colours for a terminal that has some and whose user wants them (`NO_COLOR`, `TERM`).
    init(isTerminal: Bool, environment: [String: String]) {
        let isWanted = environment["NO_COLOR", default: ""].isEmpty
        isColoured = isTerminal && isWanted && !["", "dumb"].contains(environment["TERM", default: ""])
    }

    /// What suits standard output.
    static var standardOutput: Self {
        Self(isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessInfo.processInfo.environment)
    }

    /// The words as a terminal may have them, whoever chose them, with its signs for their tone around them.
    func callAsFunction(_ words: String, _ tone: Tone = .plain) -> String {
        let words = words.printable()
        guard isColoured, tone != .plain, !words.isEmpty else { return words }
        return "\u{1B}[\(tone.rawValue)m\(words)\u{1B}[0m"
    }
}
