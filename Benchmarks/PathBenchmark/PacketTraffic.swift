// SPDX-License-Identifier: Apache-2.0

import CTraffic
import Glibc
import LinuxSystem
import Measuring

/// Small UDP packets in one direction, as many as the sender can send.
///
/// On a veth, a send includes the whole path up to the receiver's socket, so the time of a packet is the time of its path.
struct PacketTraffic: Traffic {
    /// The payload of frames of 64 bytes.
    private static let payload = 22
    private static let batch: UInt32 = 32

    let name = "small UDP packets"
    let metrics = [
        Metric(name: "ns each, p10", better: .lower), Metric(name: "ns each, p50", better: .lower),
        Metric(name: "received/s", better: .higher),
    ]
    let sharesProcessor = false

    func open(_ port: UInt16) throws -> Socket {
        let socket = try Socket(.datagram, serving: port)
        try socket.setReceiveBuffer(bytes: 32 << 20)
        return socket
    }

    func serve(_ socket: Socket, until ending: Ending) throws -> Int {
        var received = 0
        while true {
            let count = ctraffic_receive_many(socket.raw)
            if count > 0 {
                received += Int(count)
            } else if ending.hasCome {
                return received
            }
        }
    }

    func send(to target: Target, for duration: Duration) throws -> Samples {
        let socket = try Socket(.datagram, connectedTo: target)
        let raw = socket.raw
        let bytes = [UInt8](repeating: 0, count: Self.payload)
        var values: [Double] = []
        values.reserveCapacity(1 << 15)
        let start = Clock.now
        let end = start + duration.nanoseconds
        var before = start
        while before < end {
            let count = ctraffic_send_many(raw, bytes, bytes.count, Self.batch)
            let now = Clock.now
            if count > 0 {
                values.append(Double(now - before) / Double(count))
            } else if errno != EAGAIN && errno != ENOBUFS {
                throw SyscallError(lastOf: "send", subject: "datagrams to \(target.address):\(target.port)")
            }
            before = now
        }
        return withExtendedLifetime(socket) { Samples(values: values, seconds: Double(before - start) / 1e9) }
    }

    func values(_ samples: Samples, received: Int) -> [Double] {
        [samples.values.percentile(0.1), samples.values.percentile(0.5), Double(received) / samples.seconds]
    }
}
