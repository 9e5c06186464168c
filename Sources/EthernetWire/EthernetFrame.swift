// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An Ethernet frame without its checksum.
public struct EthernetFrame: Hashable, Sendable {
    /// What a frame carries (`ETH_P_*`).
    public enum PayloadType: UInt16, Hashable, Sendable {
        /// The Address Resolution Protocol (`ETH_P_ARP`).
        case arp = 0x0806
        /// IPv6 (`ETH_P_IPV6`).
        case ipv6 = 0x86dd
    }

    /// The station or the group that it goes to.
    public var destination: MACAddress
    /// The station that it comes from.
    public var source: MACAddress
    /// What it carries.
    public var type: PayloadType
    /// What it carries, as bytes.
    public var payload: [UInt8]

    /// A frame.
    public init(to destination: MACAddress, from source: MACAddress, type: PayloadType, payload: [UInt8]) {
        self.destination = destination
        self.source = source
        self.type = type
        self.payload = payload
    }

    /// The frame as it is handed to a link: the link pads it.
    public var bytes: [UInt8] {
        destination.bytes + source.bytes + type.rawValue.networkBytes + payload
    }
}

extension EthernetFrame {
    /// The frame that announces the MAC address of an address: neighbors that remember another one for it remember this one from now on.
    ///
    /// For IPv4 a gratuitous ARP reply: to a station that has the address itself it means nothing, while a gratuitous request looks to it
    /// like a packet with its own source. For IPv6 an unsolicited neighbor advertisement that overrides (RFC 4861, 7.2.6): a station that
    /// has the address itself takes it for a conflict.
    ///
    /// - Parameter recipient: The station that the frame goes to; nil sends it to all.
    public static func announcement(
        of address: IPAddress,
        at mac: MACAddress,
        to recipient: MACAddress? = nil
    ) -> EthernetFrame {
        switch address {
        case .v4(let address):
            let message = ARPMessage(
                .reply,
                from: ARPMessage.Party(mac: mac, address: address),
                to: ARPMessage.Party(mac: mac, address: address)
            )
            return EthernetFrame(to: recipient ?? .broadcast, from: mac, type: .arp, payload: message.bytes)
        case .v6(let address):
            let message = NeighborAdvertisement(of: address, at: mac)
            return EthernetFrame(to: recipient ?? .allIPv6Nodes, from: mac, type: .ipv6, payload: message.packet)
        }
    }
}

extension MACAddress {
    /// The group of all stations, `ff:ff:ff:ff:ff:ff`.
    public static var broadcast: MACAddress { MACAddress(truncatingIfNeeded: 0xffff_ffff_ffff) }

    /// The group of all stations that speak IPv6, `33:33:00:00:00:01`.
    public static var allIPv6Nodes: MACAddress { MACAddress(truncatingIfNeeded: 0x3333_0000_0001) }
}

extension UInt16 {
    /// Both bytes, the higher one first.
    var networkBytes: [UInt8] { [UInt8(self >> 8), UInt8(truncatingIfNeeded: self)] }
}
