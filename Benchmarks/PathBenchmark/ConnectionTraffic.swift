// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem
import Measuring

/// Consecutive TCP connections, each with one byte to the server and one byte back; the client resets each.
struct ConnectionTraffic: Traffic {
    let name = "TCP connections"
    let metrics = [
        Metric(name: "µs, p10", better: .lower, digits: 1), Metric(name: "µs, p50", better: .lower, digits: 1),
        Metric(name: "connections/s", better: .higher),
    ]
    let sharesProcessor = true

    func open(_ port: UInt16) throws -> Socket {
        try Socket(.stream, serving: port)
    }

    func serve(_ socket: Socket, until ending: Ending) throws -> Int {
        var served = 0
        while !ending.hasCome {
            guard let connection = try socket.accept() else { continue }
            let raw = connection.raw
            var byte: UInt8 = 0
            guard recv(raw, &byte, 1, 0) == 1 else { continue }
            if Glibc.send(raw, &byte, 1, Int32(MSG_NOSIGNAL)) == 1 { served += 1 }
            // The client ends the connection; otherwise this end would stay in TIME_WAIT for a minute.
            _ = recv(raw, &byte, 1, 0)
            withExtendedLifetime(connection) {}
        }
        return served
    }

    func send(to target: Target, for duration: Duration) throws -> Samples {
        var values: [Double] = []
        values.reserveCapacity(1 << 14)
        let start = Clock.now
        let end = start + duration.nanoseconds
        var before = start
        while before < end {
            try exchange(with: target)
            let now = Clock.now
            values.append(Double(now - before) / 1000)
            before = now
        }
        return Samples(values: values, seconds: Double(before - start) / 1e9)
    }

    private func exchange(with target: Target) throws(SyscallError) {
        let connection = try Socket(.stream, connectedTo: target)
        let raw = connection.raw
        var byte: UInt8 = 1
        guard Glibc.send(raw, &byte, 1, Int32(MSG_NOSIGNAL)) == 1, recv(raw, &byte, 1, 0) == 1 else {
            throw SyscallError(lastOf: "exchange a byte with", subject: "\(target.address):\(target.port)")
        }
        try connection.resetWhenClosed()
    }

    func values(_ samples: Samples, received: Int) -> [Double] {
        [
            samples.values.percentile(0.1), samples.values.percentile(0.5),
            Double(samples.values.count) / samples.seconds,
        ]
    }
}
