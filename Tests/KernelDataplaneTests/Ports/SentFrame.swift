// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// The sender of a frame, and the victim of a forged one.
struct Cast {
    let own: Endpoint
    let victim: Endpoint

    func own(_ family: IPFamily) -> IPAddress { Self.address(own, family) }
    func victim(_ family: IPFamily) -> IPAddress { Self.address(victim, family) }
    var ownLinkLocal: IPAddress { .v6(IPv6Address(linkLocalOf: own.mac)) }

    private static func address(_ endpoint: Endpoint, _ family: IPFamily) -> IPAddress {
        endpoint.addresses.map(\.address).first { $0.family == family } ?? .any(family)
    }
}

/// A frame that a container writes itself.
struct SentFrame: CustomStringConvertible {
    let description: String
    let frame: @Sendable (Cast) -> Frame

    init(_ description: String, _ frame: @escaping @Sendable (Cast) -> Frame) {
        self.description = description
        self.frame = frame
    }
}

extension SentFrame {
    private static let stranger = MACAddress.of("02:00:00:00:00:99")

    /// The forbidden frames.
    static let forged: [SentFrame] = [
        SentFrame("another MAC address") {
            Frame(to: $0.victim.mac, from: stranger, .datagram(from: $0.own(.v4), to: $0.victim(.v4), port: 9))
        },
        SentFrame("another MAC address with an IPv6 packet") {
            Frame(to: $0.victim.mac, from: stranger, .datagram(from: $0.own(.v6), to: $0.victim(.v6), port: 9))
        },
        SentFrame("an unassigned address") {
            Frame(to: $0.victim.mac, from: $0.own.mac, .datagram(from: .of("10.1.0.77"), to: $0.victim(.v4), port: 9))
        },
        SentFrame("the address of the gateway") {
            Frame(to: $0.victim.mac, from: $0.own.mac, .datagram(from: .of("fd00:1::1"), to: $0.victim(.v6), port: 9))
        },
        SentFrame("the neighbor's link-local address") {
            let source = IPAddress.v6(IPv6Address(linkLocalOf: $0.victim.mac))
            return Frame(to: $0.victim.mac, from: $0.own.mac, .datagram(from: source, to: $0.victim(.v6), port: 9))
        },
        SentFrame("an announcement of the neighbor's link-local address") {
            let target = IPAddress.v6(IPv6Address(linkLocalOf: $0.victim.mac))
            let packet = Packet.neighbor(136, from: $0.own(.v6), target: target, $0.own.mac)
            return Frame(to: Frame.allNodes, from: $0.own.mac, packet)
        },
        SentFrame("a datagram from no address") {
            Frame(to: $0.victim.mac, from: $0.own.mac, .datagram(from: .of("::"), to: $0.victim(.v6), port: 9))
        },
        SentFrame("the gateway's address by ARP") {
            let arp = Packet.arp(2, hardware: $0.own.mac, source: .of("10.1.0.1"), target: $0.victim(.v4))
            return Frame(to: $0.victim.mac, from: $0.own.mac, arp)
        },
        SentFrame("its own address at another MAC address by ARP") {
            let arp = Packet.arp(2, hardware: $0.victim.mac, source: $0.own(.v4), target: $0.victim(.v4))
            return Frame(to: Frame.everybody, from: $0.own.mac, arp)
        },
        SentFrame("no address at another MAC address by ARP") {
            let arp = Packet.arp(1, hardware: stranger, source: .any(.v4), target: $0.own(.v4))
            return Frame(to: Frame.everybody, from: $0.own.mac, arp)
        },
        SentFrame("a router advertisement") {
            let body: [UInt8] = [64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0]
            let packet = Packet.icmpv6(134, from: $0.ownLinkLocal, to: .of("ff02::1"), body)
            return Frame(to: Frame.allNodes, from: $0.own.mac, packet)
        },
        SentFrame("a redirect") {
            let body = [UInt8](repeating: 0, count: 4) + $0.own(.v6).bytes + IPAddress.of("2001:db8::2").bytes
            let packet = Packet.icmpv6(137, from: $0.ownLinkLocal, to: $0.victim(.v6), body)
            return Frame(to: $0.victim.mac, from: $0.own.mac, packet)
        },
        SentFrame("an announcement of the gateway's address") {
            let packet = Packet.neighbor(136, from: $0.own(.v6), target: .of("fd00:1::1"), $0.own.mac)
            return Frame(to: Frame.allNodes, from: $0.own.mac, packet)
        },
        SentFrame("a probe for the neighbor's address") {
            let packet = Packet.neighbor(135, from: .any(.v6), target: $0.victim(.v6), $0.own.mac)
            return Frame(to: Frame.allNodes, from: $0.own.mac, packet)
        },
    ]

    /// The permitted frames.
    static let honest: [SentFrame] = [
        SentFrame("its own address") {
            Frame(to: $0.victim.mac, from: $0.own.mac, .datagram(from: $0.own(.v4), to: $0.victim(.v4), port: 9))
        },
        SentFrame("its own IPv6 address") {
            Frame(to: $0.victim.mac, from: $0.own.mac, .datagram(from: $0.own(.v6), to: $0.victim(.v6), port: 9))
        },
        SentFrame("any link-local address") {
            Frame(to: $0.victim.mac, from: $0.own.mac, .datagram(from: .of("fe80::1"), to: $0.victim(.v6), port: 9))
        },
        SentFrame("its own link-local address") {
            Frame(to: $0.victim.mac, from: $0.own.mac, .datagram(from: $0.ownLinkLocal, to: $0.victim(.v6), port: 9))
        },
        SentFrame("an ARP request") {
            let arp = Packet.arp(1, hardware: $0.own.mac, source: $0.own(.v4), target: $0.victim(.v4))
            return Frame(to: Frame.everybody, from: $0.own.mac, arp)
        },
        SentFrame("an ARP probe for its own address") {
            let arp = Packet.arp(1, hardware: $0.own.mac, source: .any(.v4), target: $0.own(.v4))
            return Frame(to: Frame.everybody, from: $0.own.mac, arp)
        },
        SentFrame("a neighbor probe for its own address") {
            let packet = Packet.neighbor(135, from: .any(.v6), target: $0.own(.v6), $0.own.mac)
            return Frame(to: Frame.allNodes, from: $0.own.mac, packet)
        },
        SentFrame("an announcement of its own address") {
            let packet = Packet.neighbor(136, from: $0.ownLinkLocal, target: $0.own(.v6), $0.own.mac)
            return Frame(to: Frame.allNodes, from: $0.own.mac, packet)
        },
        SentFrame("a multicast listener report") {
            let packet = Packet.icmpv6(143, from: .any(.v6), to: .of("ff02::1"), [0, 0, 0, 0])
            return Frame(to: Frame.allNodes, from: $0.own.mac, packet)
        },
    ]
}
