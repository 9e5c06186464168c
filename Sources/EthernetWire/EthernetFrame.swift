// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An Ethernet frame without its checksum.
public struct EthernetFrame: Hashable, Sendable {
    /// The payload type of a frame (`ETH_P_*`).
    public enum PayloadType: UInt16, Hashable, Sendable {
        /// The Address Resolution Protocol (`ETH_P_ARP`).
        case arp = 0x0806
        /// IPv6 (`ETH_P_IPV6`).
        case ipv6 = 0x86dd
    }

    /// The MAC address of the receiving interface or group.
    public var destination: MACAddress
    /// The MAC address of the sending interface.
    public var source: MACAddress
    /// The payload type.
    public var type: PayloadType
    /// The payload.
    public var payload: [UInt8]

    /// Creates a frame.
    public init(to destination: MACAddress, from source: MACAddress, type: PayloadType, payload: [UInt8]) {
        self.destination = destination
        self.source = source
        self.type = type
        self.payload = payload
    }

    /// The encoded frame, without padding, which the link adds.
    public var bytes: [UInt8] {
        destination.bytes + source.bytes + type.rawValue.networkBytes + payload
    }
}

extension EthernetFrame {
    /// Returns a frame that announces the MAC address of an IP address, with which receivers update an existing neighbor entry.
    ///
    /// For IPv4, the frame is a gratuitous ARP reply. A station that owns the address ignores the reply, but treats a gratuitous request as
    /// a packet with its own source address. For IPv6, the frame is an unsolicited neighbor advertisement with the override flag (RFC 4861,
    /// 7.2.6). A station that owns the address treats the advertisement as a conflict.
    ///
    /// - Parameter recipient: The MAC address of the receiver; nil sends the frame to all.
    public static func announcement(
        of address: IPAddress,
        at mac: MACAddress,
        to recipient: MACAddress? = nil
    ) -> EthernetFrame {
        switch address {
        case .v4(let address):
            let message = ARPMessage(
                .reply,
                from: ARPMessage.AddressPair(mac: mac, address: address),
                to: ARPMessage.AddressPair(mac: mac, address: address)
            )
            return EthernetFrame(to: recipient ?? .broadcast, from: mac, type: .arp, payload: message.bytes)
        case .v6(let address):
            let message = NeighborAdvertisement(of: address, at: mac)
            return EthernetFrame(to: recipient ?? .allIPv6Nodes, from: mac, type: .ipv6, payload: message.packet)
        }
    }
}

extension MACAddress {
    /// The broadcast address, `ff:ff:ff:ff:ff:ff`.
    public static var broadcast: MACAddress { MACAddress(truncatingIfNeeded: 0xffff_ffff_ffff) }

    /// The group of all IPv6 nodes, `33:33:00:00:00:01`.
    public static var allIPv6Nodes: MACAddress { MACAddress(truncatingIfNeeded: 0x3333_0000_0001) }
}

extension UInt16 {
    /// The two bytes in network byte order.
    var networkBytes: [UInt8] { [UInt8(self >> 8), UInt8(truncatingIfNeeded: self)] }
}
