// SPDX-License-Identifier: Apache-2.0

/// One direction of a relayed connection: the bytes that were read on one side and wait to be written on the other.
///
/// The relay reads nothing while bytes wait, so a receiver that does not read slows down the sender.
struct Flow: Hashable, Sendable {
    private var waiting: [UInt8] = []
    private var written = 0
    /// A Boolean value that indicates whether the sender has closed its direction (FIN).
    private(set) var hasEnded = false
    /// A Boolean value that indicates whether the receiver's direction is shut down too (`SHUT_WR`).
    private(set) var isFinished = false

    /// A Boolean value that indicates whether the relay may read from the sender.
    var wantsBytes: Bool { !hasEnded && !hasWaiting }
    /// A Boolean value that indicates whether bytes wait for room.
    var hasWaiting: Bool { written < waiting.count }
    /// A Boolean value that indicates whether only the end of the stream remains to be relayed.
    var mustFinish: Bool { hasEnded && !hasWaiting && !isFinished }

    /// Calls a closure with the waiting bytes.
    func withWaiting<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        waiting.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[written...])) }
    }

    /// Keeps bytes for which the receiver has no room.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        waiting = Array(bytes)
        written = 0
    }

    /// Removes a number of written bytes from the waiting ones.
    mutating func wrote(_ count: Int) {
        written += count
        guard !hasWaiting else { return }
        waiting = []
        written = 0
    }

    /// Records the end of the sender's stream.
    mutating func end() {
        hasEnded = true
    }

    /// Records the shutdown towards the receiver.
    mutating func finish() {
        isFinished = true
    }
}
