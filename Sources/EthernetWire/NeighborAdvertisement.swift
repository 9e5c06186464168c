// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An unsolicited neighbor advertisement to all nodes on the link (RFC 4861, 4.4).
public struct NeighborAdvertisement: Hashable, Sendable {
    /// The advertised address, which is also the source of the packet.
    public var target: IPv6Address
    /// The MAC address for the advertised address.
    public var mac: MACAddress

    /// Creates an advertisement.
    public init(of target: IPv6Address, at mac: MACAddress) {
        self.target = target
        self.mac = mac
    }

    /// The encoded advertisement in its IPv6 packet.
    public var packet: [UInt8] {
        let (icmpv6, hopLimit) = (UInt8(58), UInt8(255))
        let length = UInt16(message.count)
        let header: [UInt8] = [0x60, 0, 0, 0] + length.networkBytes + [icmpv6, hopLimit]
        return header + target.bytes + Self.allNodes.bytes + message
    }

    /// The message, with its checksum over the packet's addresses (RFC 4443, 2.3).
    private var message: [UInt8] {
        let (advertisement, override) = (UInt8(136), UInt8(0x20))
        let (targetLinkAddress, units) = (UInt8(2), UInt8(1))
        var message: [UInt8] = [advertisement, 0, 0, 0, override, 0, 0, 0]
        message += target.bytes + [targetLinkAddress, units] + mac.bytes
        let length = UInt16(message.count)
        let pseudoHeader = target.bytes + Self.allNodes.bytes + [0, 0] + length.networkBytes + [0, 0, 0, 58]
        message.replaceSubrange(2..<4, with: Self.checksum(of: pseudoHeader + message).networkBytes)
        return message
    }

    private static var allNodes: IPv6Address { IPv6Address(rawValue: 0xff02 << 112 | 1) }

    /// Returns the Internet checksum of an even number of bytes (RFC 1071).
    private static func checksum(of bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
        }
        while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }
}
