// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import Foundation
import Logging
import Spelling

/// A log on standard error with one line per event.
///
/// A line has the time, the level, the message, and its details as `key=value` in alphabetical order.
struct LineLog: LogHandler {
    let tail: LogTail
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }
        let line = Self.line("\(Self.now()) \(event.level)", "\(event.message)", details.mapValues { "\($0)" })
        tail.keep(line)
        // One write per line, so that lines of several threads never mix.
        let bytes = Array((line + "\n").utf8)
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// The maximum length of a message or a value, in bytes: a network option may have megabytes.
    private static let limit = 4096

    /// Formats a line of the log.
    ///
    /// Any input results in one line of text in which keys and values are distinct.
    static func line(_ head: String, _ message: String, _ details: [String: String]) -> String {
        let details = details.sorted { $0.key < $1.key }.map { " \($0.key)=\(quoted($0.value))" }.joined()
        return "\(head) \(message.printable(limit: limit))\(details)"
    }

    private static func quoted(_ value: String) -> String {
        let text = value.printable(limit: limit, escaping: ["\"", "\\"])
        let isPlain = text == value && !value.isEmpty && !value.unicodeScalars.contains { $0 == " " || $0 == "=" }
        return isPlain ? value : "\"\(text)\""
    }

    private static func now() -> String {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        var parts = tm()
        gmtime_r(&moment.tv_sec, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let milliseconds = String(1000 + moment.tv_nsec / 1_000_000).dropFirst()
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
            + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(milliseconds)Z"
    }
}
