import AdminAPI
import Foundation
import Logging

/// A log on standard error, one line per event: the time, the level, what happened, and its details as `key=value` in alphabetical order.
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
            .sorted { $0.key < $1.key }
            .map { " \($0.key)=\(Self.quoted("\($0.value)"))" }
            .joined()
        let words = "\(Self.now()) \(event.level) \(event.message)\(details)"
        tail.keep(words)
        let line = words + "\n"
        // One write per line: lines of several threads never mix.
        line.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && !value.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0.isNewline }
        return isPlain ? value : "\"" + value.replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
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
