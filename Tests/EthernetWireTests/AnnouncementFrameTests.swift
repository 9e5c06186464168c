// SPDX-License-Identifier: Apache-2.0

import Addressing
import EthernetWire
import Testing

/// Frames compared with bytes that were written by hand from the RFCs.
struct AnnouncementFrameTests {
    private let mac: MACAddress

    init() throws {
        mac = try #require(MACAddress("02:6d:0a:01:00:07"))
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test func `an IPv4 address is announced by a gratuitous ARP reply to all`() throws {
        let address = try #require(IPAddress("10.1.0.7"))
        #expect(
            hex(EthernetFrame.announcement(of: address, at: mac).bytes)
                == "ffffffffffff026d0a0100070806" + "0001080006040002" + "026d0a0100070a010007026d0a0100070a010007"
        )
    }

    @Test func `an IPv6 address is announced by an advertisement to all nodes that overrides their entries`()
        throws
    {
        let address = try #require(IPAddress("fd00:1::7"))
        #expect(
            hex(EthernetFrame.announcement(of: address, at: mac).bytes)
                == "333300000001026d0a01000786dd" + "6000000000203aff" + "fd000001000000000000000000000007"
                + "ff020000000000000000000000000001" + "8800501920000000" + "fd000001000000000000000000000007"
                + "0201026d0a010007"
        )
    }

    @Test(arguments: ["10.1.0.7", "fd00:1::7"])
    func `announcements to one station and to all differ only in the destination`(text: String) throws {
        let address = try #require(IPAddress(text))
        let station = try #require(MACAddress("02:6d:0a:01:00:02"))
        let one = EthernetFrame.announcement(of: address, at: mac, to: station).bytes
        #expect(Array(one.prefix(6)) == station.bytes)
        #expect(one.dropFirst(6) == EthernetFrame.announcement(of: address, at: mac).bytes.dropFirst(6))
    }

    @Test func `a request for an address has no MAC address as its target`() throws {
        let none = MACAddress(truncatingIfNeeded: 0)
        let message = ARPMessage(
            .request,
            from: ARPMessage.AddressPair(mac: mac, address: try #require(IPv4Address("10.1.0.7"))),
            to: ARPMessage.AddressPair(mac: none, address: try #require(IPv4Address("10.1.0.8")))
        )
        #expect(hex(message.bytes) == "0001080006040001" + "026d0a0100070a010007" + "0000000000000a010008")
    }

    @Test func `the checksum of an advertisement sets the sum of its packet to all ones`() throws {
        for last in UInt128(0)..<300 {
            let address = IPv6Address(rawValue: 0xfd00_0001 << 96 | last &* 0x1_0001_ffff_0003)
            let packet = NeighborAdvertisement(of: address, at: MACAddress(truncatingIfNeeded: UInt64(last))).packet
            let words = Array(packet[8...]) + [0, 32, 0, 58]
            let sum = stride(from: 0, to: words.count, by: 2)
                .reduce(UInt32(0)) { $0 + UInt32(words[$1]) << 8 + UInt32(words[$1 + 1]) }
            #expect((sum >> 16 + sum & 0xffff) == 0xffff, "\(address)")
        }
    }
}
