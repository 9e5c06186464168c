// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spelling

/// The output of a command: its colors, and the width of its lines.
struct Screen {
    /// The colors.
    let paint: Paint
    /// The width of a terminal in columns; nil for a file, a pipe, or a terminal of unknown width.
    let width: Int?

    /// Standard output.
    static var standardOutput: Self {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Self(paint: .standardOutput, width: isKnown ? Int(size.ws_col) : nil)
    }

    /// Returns the lines of a sentence, all but the first indented.
    func lines(of sentence: String, tone: Tone, indent: Int) -> [String] {
        let sentence = sentence.printable()
        guard let width, sentence.count > width else { return [paint(sentence, tone)] }
        let lines = LineBreak.spaces.lines(of: sentence, width: width - indent)
        let space = String(repeating: " ", count: indent)
        return lines.enumerated().map { ($0 == 0 ? "" : space) + paint($1, tone) }
    }
}
