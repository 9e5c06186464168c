// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The last lines of the daemon's log, for `mdnp report`.
public final class LogTail: Sendable {
    /// The maximum number of lines.
    public static var capacity: Int { 1000 }

    /// The length to which longer lines are truncated, in characters: clients can cause lines of any length.
    private static var width: Int { 4096 }

    private struct Ring {
        var lines: [String] = []
        var oldest = 0
    }

    private let ring = Mutex(Ring())

    /// Creates an empty log.
    public init() {}

    /// The lines, the oldest first.
    public var lines: [String] {
        ring.withLock { Array($0.lines[$0.oldest...] + $0.lines[..<$0.oldest]) }
    }

    /// Appends a line; removes the oldest at the limit.
    public func keep(_ line: String) {
        let line = line.utf8.count > Self.width ? String(line.prefix(Self.width)) : line
        ring.withLock { ring in
            guard ring.lines.count == Self.capacity else { return ring.lines.append(line) }
            ring.lines[ring.oldest] = line
            ring.oldest = (ring.oldest + 1) % Self.capacity
        }
    }
}
