// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem
import Measuring

/// One TCP connection in one direction at full speed.
struct BulkTraffic: Traffic {
    private static let piece = 1 << 16
    private static let window: Int64 = 20_000_000

    let name = "TCP bulk, 1 connection"
    let metrics = [
        Metric(name: "Gbit/s, p90 of 20 ms", better: .higher, digits: 2),
        Metric(name: "Gbit/s, mean", better: .higher, digits: 2),
    ]
    let sharesProcessor = false

    func open(_ port: UInt16) throws -> Socket {
        try Socket(.stream, serving: port)
    }

    func serve(_ socket: Socket, until ending: Ending) throws -> Int {
        var received = 0
        var buffer = [UInt8](repeating: 0, count: 4 * Self.piece)
        while !ending.hasCome {
            guard let connection = try socket.accept() else { continue }
            while true {
                let count = recv(connection.raw, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                received += count
            }
        }
        return received
    }

    func send(to target: Target, for duration: Duration) throws -> Samples {
        let connection = try Socket(.stream, connectedTo: target)
        let raw = connection.raw
        let bytes = [UInt8](repeating: 0, count: Self.piece)
        var values: [Double] = []
        let start = Clock.now
        let end = start + duration.nanoseconds
        var (now, opened, sent) = (start, start, 0)
        while now < end {
            let count = Glibc.send(raw, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { throw SyscallError(lastOf: "send", subject: "to \(target.address):\(target.port)") }
            sent += count
            now = Clock.now
            if now - opened >= Self.window {
                values.append(Double(sent) * 8 / Double(now - opened))
                (opened, sent) = (now, 0)
            }
        }
        // The receiver reads the rest and closes.
        shutdown(raw, Int32(SHUT_WR))
        var byte: UInt8 = 0
        _ = recv(raw, &byte, 1, 0)
        return withExtendedLifetime(connection) { Samples(values: values, seconds: Double(Clock.now - start) / 1e9) }
    }

    func values(_ samples: Samples, received: Int) -> [Double] {
        [samples.values.percentile(0.9), Double(received) * 8 / samples.seconds / 1e9]
    }
}
