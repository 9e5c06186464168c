// SPDX-License-Identifier: Apache-2.0

import InMemoryLogging
import LogLimits
import Logging
import Testing

/// The log lines of events that clients cause.
struct LimitedLogTests {
    private let start = ContinuousClock.now
    private let handler = InMemoryLogHandler()
    private let log: LimitedLog

    init() {
        log = LimitedLog(Logger(label: "test") { [handler] _ in handler })
    }

    private var lines: [String] {
        handler.entries.map { entry in
            let metadata = entry.metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            return "\(entry.level) \(entry.message)\(metadata.joined())"
        }
    }

    @Test func `a thousand events are two lines: the first event, and a minute later the count with the last client`() {
        for number in 0..<1000 {
            log.record(
                .notice,
                message: "client refused",
                cause: ["cause": "c"],
                details: ["client": "\(number)"],
                at: start
            )
        }
        #expect(lines == ["notice client refused cause=c client=0"])
        #expect(log.isPending)
        log.flush(at: start + .seconds(60))
        #expect(lines.dropFirst() == ["notice client refused cause=c client=999 count=999"])
        log.flush(at: start + .seconds(120))
        #expect(!log.isPending)
        #expect(lines.count == 2)
    }

    @Test func `events with different messages or causes have their own lines`() {
        for cause in ["c", "d"] { log.record(.notice, message: "m", cause: ["cause": cause], at: start) }
        log.record(.notice, message: "n", cause: ["cause": "c"], at: start)
        #expect(lines == ["notice m cause=c", "notice m cause=d", "notice n cause=c"])
    }

    @Test func `events below the log level are ignored`() {
        log.record(.debug, message: "m", cause: [:], at: start)
        #expect(lines.isEmpty)
        #expect(!log.isPending)
    }

    @Test func `ten thousand causes are 64 lines and one summary`() {
        for number in 0..<10_000 {
            log.record(.warning, message: "call failed", cause: ["call": "/\(number)"], at: start)
        }
        #expect(lines.count == 64)
        log.flush(at: start + .seconds(60))
        #expect(lines.dropFirst(64) == ["notice further events not shown count=9936"])
    }

    @Test func `a long cause is truncated`() {
        log.record(.notice, message: "m", cause: ["cause": String(repeating: "x", count: 1 << 20)], at: start)
        #expect(lines == ["notice m cause=\(String(repeating: "x", count: 1000))..."])
    }
}
