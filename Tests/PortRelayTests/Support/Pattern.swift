// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// A byte pattern that reveals lost, doubled or displaced bytes.
enum Pattern {
    struct Mismatch: Error {
        let position: Int
    }

    /// A period that is no power of two: an offset by a buffer size changes the bytes.
    private static let period = 65_521
    private static let twoPeriods: [UInt8] = {
        let one = (0..<period).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        return one + one
    }()

    private static func bytes(at position: Int, _ count: Int) -> ArraySlice<UInt8> {
        twoPeriods[(position % period)...].prefix(count)
    }

    /// Sends a number of bytes.
    static func send(_ count: Int, to socket: Socket) throws {
        var position = 0
        while position < count {
            let bytes = bytes(at: position, min(count - position, period))
            try socket.send(Array(bytes))
            position += bytes.count
        }
    }

    /// Receives to the end, and throws unless the bytes are exactly the pattern.
    static func check(_ count: Int, from socket: Socket, slowly: Bool) throws {
        var position = 0
        while true {
            // The pause is long enough to fill all buffers on the way at some time.
            if slowly { usleep(1000) }
            let received = try socket.receive(slowly ? 20_001 : period)
            if received.isEmpty { break }
            guard received[...] == bytes(at: position, received.count) else { throw Mismatch(position: position) }
            position += received.count
        }
        guard position == count else { throw Mismatch(position: position) }
    }

    /// Sends until all buffers are full.
    static func fill(_ socket: Socket) throws {
        socket.wait(atMost: 1)
        let bytes = [UInt8](repeating: 0, count: 1 << 20)
        do throws(SyscallError) {
            while true { try socket.send(bytes) }
        } catch {
            guard error.number == .tryAgain else { throw error }
        }
    }
}
