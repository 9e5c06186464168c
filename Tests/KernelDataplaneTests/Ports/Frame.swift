// SPDX-License-Identifier: Apache-2.0

import Addressing

/// An Ethernet frame as transmitted.
struct Frame {
    let bytes: [UInt8]

    /// Creates a frame from one MAC address to another.
    init(to destination: MACAddress, from source: MACAddress, _ packet: Packet) {
        bytes = destination.bytes + source.bytes + packet.etherType.bytes + packet.bytes
    }

    /// Creates a frame with these bytes.
    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The first 28 bytes: the addresses, the type, and the payload up to the sender of an ARP message or the source of an IPv6 packet.
    var beginning: Frame { Frame(bytes: Array(bytes.prefix(28))) }

    /// The broadcast address.
    static let everybody = MACAddress.of("ff:ff:ff:ff:ff:ff")
    /// The multicast address of all IPv6 nodes.
    static let allNodes = MACAddress.of("33:33:00:00:00:01")
}

/// The payload of a frame: an IP packet or an ARP message.
struct Packet {
    fileprivate let etherType: UInt16
    fileprivate let bytes: [UInt8]

    /// Returns a UDP datagram of one byte.
    static func datagram(from source: IPAddress, to destination: IPAddress, port: UInt16) -> Packet {
        let header: [UInt8] = UInt16(40_000).bytes + port.bytes + UInt16(9).bytes
        return ip(17, from: source, to: destination, header + [0, 0] + [UInt8(ascii: "?")], checksumAt: 6)
    }

    /// Returns an ARP message: operation 1 is a request, 2 is a reply.
    static func arp(
        _ operation: UInt16,
        hardware: MACAddress,
        source: IPAddress,
        target: IPAddress,
        at targetHardware: MACAddress? = nil
    ) -> Packet {
        let header: [UInt8] = [0, 1, 8, 0, 6, 4] + operation.bytes
        let none = targetHardware?.bytes ?? [UInt8](repeating: 0, count: 6)
        return Packet(
            etherType: 0x0806,
            bytes: header + hardware.bytes + source.bytes + none + target.bytes
        )
    }

    /// Returns an ICMPv6 message with its type and the bytes behind the checksum.
    static func icmpv6(_ type: UInt8, from source: IPAddress, to destination: IPAddress, _ body: [UInt8]) -> Packet {
        ip(58, from: source, to: destination, [type, 0, 0, 0] + body, checksumAt: 2, hopLimit: 255)
    }

    /// Returns a neighbor solicitation, or a neighbor advertisement for type 136.
    static func neighbor(_ type: UInt8, from source: IPAddress, target: IPAddress, _ mac: MACAddress) -> Packet {
        let flags: [UInt8] = type == 136 ? [0x20, 0, 0, 0] : [0, 0, 0, 0]
        // A message from the unspecified address has no link-layer address option.
        let option: [UInt8] = source.isUnspecified ? [] : [type == 136 ? 2 : 1, 1] + mac.bytes
        return icmpv6(type, from: source, to: .of("ff02::1"), flags + target.bytes + option)
    }

    private static func ip(
        _ number: UInt8,
        from source: IPAddress,
        to destination: IPAddress,
        _ body: [UInt8],
        checksumAt place: Int,
        hopLimit: UInt8 = 64
    ) -> Packet {
        let length = UInt16(body.count)
        let pseudoHeader = source.bytes + destination.bytes + [0, number] + length.bytes
        var body = body
        body.replaceSubrange(place..<place + 2, with: checksum(pseudoHeader + body).bytes)
        switch source {
        case .v4:
            let lengths: [UInt8] = [0x45, 0] + (length + 20).bytes + [0, 0, 0, 0, hopLimit, number]
            let addresses = source.bytes + destination.bytes
            let header = lengths + checksum(lengths + addresses).bytes + addresses
            return Packet(etherType: 0x0800, bytes: header + body)
        case .v6:
            let header: [UInt8] = [0x60, 0, 0, 0] + length.bytes + [number, hopLimit]
            return Packet(etherType: 0x86dd, bytes: header + source.bytes + destination.bytes + body)
        }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        let padded = bytes + (bytes.count.isMultiple(of: 2) ? [] : [0])
        var sum = stride(from: 0, to: padded.count, by: 2).reduce(UInt32(0)) { sum, place in
            sum + UInt32(padded[place]) << 8 + UInt32(padded[place + 1])
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }
}

extension UInt16 {
    /// The two bytes in network order.
    fileprivate var bytes: [UInt8] { [UInt8(self >> 8), UInt8(self & 0xff)] }
}
