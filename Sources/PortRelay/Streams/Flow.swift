// SPDX-License-Identifier: Apache-2.0

/// One direction of a relayed connection: what was read on one side and is still to be written on the other.
///
/// Nothing is read while something waits to be written, so that whoever sends is held up by whoever does not read.
struct Flow: Hashable, Sendable {
    private var waiting: [UInt8] = []
    private var written = 0
    /// Whether the sender has said that nothing follows (FIN).
    private(set) var hasEnded = false
    /// Whether the receiver was told so (`SHUT_WR`).
    private(set) var isFinished = false

    /// Whether the sender may go on.
    var wantsBytes: Bool { !hasEnded && !hasWaiting }
    /// Whether bytes wait for room.
    var hasWaiting: Bool { written < waiting.count }
    /// Whether all was passed on but the end.
    var mustFinish: Bool { hasEnded && !hasWaiting && !isFinished }

    /// The bytes that wait for room.
    func withWaiting<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        waiting.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[written...])) }
    }

    /// Keeps bytes for which there was no room.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        waiting = Array(bytes)
        written = 0
    }

    /// So many of the bytes that wait were written.
    mutating func wrote(_ count: Int) {
        written += count
        guard !hasWaiting else { return }
        waiting = []
        written = 0
    }

    /// The sender has ended.
    mutating func end() {
        hasEnded = true
    }

    /// The receiver was told.
    mutating func finish() {
        isFinished = true
    }
}
