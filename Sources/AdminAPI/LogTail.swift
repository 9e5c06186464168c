// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The last lines of the daemon's log, for `mdnp report`.
public final class LogTail: Sendable {
    /// How many lines are kept.
    public static var capacity: Int { 1000 }

    /// How much of a line is kept, in bytes: nobody's words may fill the memory.
    private static var width: Int { 4096 }

    private struct Ring {
        var lines: [String] = []
        var oldest = 0
    }

    private let ring = Mutex(Ring())

    /// No line yet.
    public init() {}

    /// The lines, the oldest first.
    public var lines: [String] {
        ring.withLock { Array($0.lines[$0.oldest...] + $0.lines[..<$0.oldest]) }
    }

    /// Keeps a line, and forgets the oldest where there are too many.
    public func keep(_ line: String) {
        let line = line.utf8.count > Self.width ? String(line.prefix(Self.width)) : line
        ring.withLock { ring in
            guard ring.lines.count == Self.capacity else { return ring.lines.append(line) }
            ring.lines[ring.oldest] = line
            ring.oldest = (ring.oldest + 1) % Self.capacity
        }
    }
}
