// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc
import KernelTesting
import LinuxSystem
import Testing

/// A packet socket on a link, which reads and writes whole frames (`packet(7)`).
final class Wire: Sendable {
    /// The MAC address of the link.
    let mac: MACAddress
    private let raw: Int32
    private let index: UInt32

    /// Opens a link of a namespace, and receives all frames from then on.
    init(_ witness: Witness, _ link: String) async throws {
        (raw, index) = try await witness.namespace.run {
            let index = if_nametoindex(link)
            let all = UInt16(0x0003).bigEndian
            return (socket(AF_PACKET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), Int32(all)), index)
        }
        try #require(raw >= 0 && index > 0)
        mac = try await witness.mac(of: link)
        var timeout = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        try #require(
            address.withUnsafeBytes { bind(raw, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), 20) } == 0
        )
    }

    deinit { close(raw) }

    /// The `struct sockaddr_ll`: the family, all protocols, the link, and 12 bytes without meaning here.
    private var address: [UInt8] {
        let family = withUnsafeBytes(of: UInt16(AF_PACKET)) { Array($0) }
        return family + [0, 3] + withUnsafeBytes(of: index) { Array($0) } + [UInt8](repeating: 0, count: 12)
    }

    /// Sends a frame without changes.
    func send(_ frame: Frame) async throws {
        try #require(Glibc.send(raw, frame.bytes, frame.bytes.count, 0) == frame.bytes.count, "errno \(errno)")
    }

    /// Returns a Boolean value that indicates whether a frame arrives before a marker, which must arrive.
    func receives(_ frame: Frame, before marker: Frame) async throws -> Bool {
        var hasCome = false
        var buffer = [UInt8](repeating: 0, count: 2048)
        while true {
            var sender = [UInt8](repeating: 0, count: 20)
            var length = socklen_t(20)
            let count = sender.withUnsafeMutableBytes {
                recvfrom(raw, &buffer, buffer.count, 0, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
            }
            try #require(count > 0, "the last frame did not come")
            // The socket also reports the link's own frames (`PACKET_OUTGOING`).
            guard sender[10] != 4 else { continue }
            let bytes = Array(buffer.prefix(count))
            if bytes.starts(with: frame.bytes) { hasCome = true }
            if bytes.starts(with: marker.bytes) { return hasCome }
        }
    }
}

extension Witness {
    /// Returns the MAC address of a link.
    func mac(of link: String) async throws -> MACAddress {
        let shown = try await self("ip", "-o", "link", "show", "dev", link).split(separator: " ")
        let place = try #require(shown.firstIndex(of: "link/ether"))
        return try #require(MACAddress(String(shown[place + 1])))
    }
}
