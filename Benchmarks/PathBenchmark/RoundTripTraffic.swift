// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem
import Measuring

/// One byte to the server and one byte back, repeated over the same socket.
struct RoundTripTraffic: Traffic {
    /// The number of round trips before the clock starts.
    private static let warmUp = 200
    /// The number of lost datagrams after which a run fails.
    private static let timeout = 20

    let kind: Socket.Kind
    let metrics = [
        Metric(name: "µs, p10", better: .lower, digits: 1), Metric(name: "µs, p50", better: .lower, digits: 1),
    ]
    let sharesProcessor = true

    var name: String { kind == .stream ? "TCP round trips" : "UDP round trips" }

    func open(_ port: UInt16) throws -> Socket {
        try Socket(kind, serving: port)
    }

    func serve(_ socket: Socket, until ending: Ending) throws -> Int {
        switch kind {
        case .stream: try serveStream(socket, until: ending)
        case .datagram: serveDatagrams(socket, until: ending)
        }
    }

    private func serveStream(_ socket: Socket, until ending: Ending) throws -> Int {
        var served = 0
        while !ending.hasCome {
            guard let connection = try socket.accept() else { continue }
            let raw = connection.raw
            var byte: UInt8 = 0
            while recv(raw, &byte, 1, 0) == 1, Glibc.send(raw, &byte, 1, Int32(MSG_NOSIGNAL)) == 1 {
                served += 1
            }
            withExtendedLifetime(connection) {}
        }
        return served
    }

    private func serveDatagrams(_ socket: Socket, until ending: Ending) -> Int {
        let raw = socket.raw
        var served = 0
        var address = sockaddr_storage()
        while !ending.hasCome {
            var byte: UInt8 = 0
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { sender in
                    guard recvfrom(raw, &byte, 1, 0, sender, &length) == 1 else { return }
                    if sendto(raw, &byte, 1, 0, sender, length) == 1 { served += 1 }
                }
            }
        }
        return served
    }

    func send(to target: Target, for duration: Duration) throws -> Samples {
        let socket = try Socket(kind, connectedTo: target)
        let raw = socket.raw
        var lost = 0
        func roundTrip() throws(SyscallError) -> Bool {
            var byte: UInt8 = 1
            if Glibc.send(raw, &byte, 1, Int32(MSG_NOSIGNAL)) == 1, recv(raw, &byte, 1, 0) == 1 {
                return true
            }
            lost += 1
            guard kind == .datagram, lost < Self.timeout else {
                throw SyscallError(lastOf: "exchange a byte with", subject: "\(target.address):\(target.port)")
            }
            return false
        }
        for _ in 0..<Self.warmUp { _ = try roundTrip() }
        var values: [Double] = []
        values.reserveCapacity(1 << 16)
        let start = Clock.now
        let end = start + duration.nanoseconds
        var before = start
        while before < end {
            let isAnswered = try roundTrip()
            let now = Clock.now
            if isAnswered { values.append(Double(now - before) / 1000) }
            before = now
        }
        return withExtendedLifetime(socket) { Samples(values: values, seconds: Double(before - start) / 1e9) }
    }

    func values(_ samples: Samples, received: Int) -> [Double] {
        [samples.values.percentile(0.1), samples.values.percentile(0.5)]
    }
}
