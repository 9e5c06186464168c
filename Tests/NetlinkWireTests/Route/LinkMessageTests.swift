// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct LinkMessageTests {
    @Test func `a request to set the alias equals the request of ip`() throws {
        var link = LinkMessage(index: 5)
        link.alias = "mdnp:0123456789abcdef"
        let message = try message(Captured.aliasRequest)
        #expect(message.type == .newLink)
        #expect(message.flags == [.request, .acknowledge])
        #expect(try LinkMessage(payload: message.payload) == link)
        #expect(try Shape.link.settle(link.encoded[...]) == Shape.link.settle(message.payload, without: [20]) + alias)
    }

    /// The alias attribute with the zero byte at its end, which `ip` omits and the kernel writes.
    private let alias = bytes("1A001400 6D646E70 3A303132 33343536 37383961 62636465 66000000")

    @Test func `a request to delete a link equals the request of ip`() throws {
        let message = try message(Captured.deleteRequest)
        #expect(message.type == .deleteLink)
        #expect(try LinkMessage(payload: message.payload) == LinkMessage(index: 3))
        #expect(LinkMessage(index: 3).encoded == Array(message.payload))
    }

    @Test func `a request to delete a group equals the request of ip, byte for byte`() throws {
        var link = LinkMessage()
        link.group = 77
        let captured = try message(Captured.deleteGroupRequest)
        #expect(try LinkMessage(payload: captured.payload) == link)

        let request = NetlinkMessage(
            type: .deleteLink,
            flags: [.request, .acknowledge],
            sequence: captured.sequence,
            payload: link
        )
        #expect(request.encoded == Captured.deleteGroupRequest)
    }

    @Test func `a request to turn a link up changes that flag only`() {
        var link = LinkMessage(index: 3)
        link.isUp = true
        #expect(link.flags == .up)
        #expect(link.changedFlags == .up)
        link.isUp = false
        #expect(link.flags == [])
        #expect(link.changedFlags == .up)
        #expect(link.encoded == bytes("00000000 03000000 00000000 01000000"))
    }

    @Test func `the loopback link is read completely`() throws {
        let message = try message(Captured.loopback)
        let link = try LinkMessage(payload: message.payload)
        #expect(link.index == 1)
        #expect(link.hardwareType == 772)
        #expect(link.flags == [.up, .loopback, .running, .lowerUp])
        #expect(link.isUp)
        #expect(link.name == "lo")
        #expect(link.mtu == 65_536)
        #expect(link.group == 0)
        #expect(link.master == nil)
        #expect(link.alias == nil)
        #expect(link.kind == nil)
        #expect(link.address?.isZero == true)
        #expect(link.operationalState == .unknown)
        #expect(link.hasCarrier == true)
        #expect(link.transmitQueueLength == 1000)
    }

    @Test func `unknown attributes are kept and statistics are not`() throws {
        let payload = try message(Captured.loopback).payload
        let link = try LinkMessage(payload: payload)
        let unknown = Set(link.unknown.map(\.type))
        #expect(unknown.isSuperset(of: [2, 6, 14, 17, 30, 31, 32, 62, 65, 67]))
        #expect(unknown.isDisjoint(with: [7, 23]))
        // Their bytes differ, since the kernel lists settings as arrays, and requests name them.
        #expect(
            try Shape.link.settle(link.encoded[...], without: [26])
                == Shape.link.settle(payload, without: [7, 23, 26])
        )
        #expect(try LinkMessage(payload: link.encoded[...]) == link)
    }

    @Test func `a hardware address of another kind than Ethernet is kept unchanged`() throws {
        var writer = ByteWriter()
        LinkMessage(index: 9).encode(to: &writer)
        writer.attribute(1) { $0.append([10, 0, 0, 1]) }
        let link = try LinkMessage(payload: writer.bytes[...])
        #expect(link.address == nil)
        #expect(link.unknown.map(\.type) == [1])
        #expect(link.encoded == writer.bytes)
    }

    @Test func `a namespace is set by descriptor or by process`() {
        var link = LinkMessage(index: 9)
        link.namespaceFD = 4
        #expect(link.encoded.suffix(8) == bytes("08001C00 04000000"))
        link.namespaceFD = nil
        link.namespacePID = 77
        #expect(link.encoded.suffix(8) == bytes("08001300 4D000000"))
    }

    @Test func `a list may be requested without statistics`() {
        var link = LinkMessage()
        link.extendedFilter = .skipStatistics
        #expect(link.encoded.suffix(8) == bytes("08001D00 08000000"))
    }

    @Test func `a truncated header is an error with a position`() {
        let error = #expect(throws: DecodeError.self) { try LinkMessage(payload: [0, 0, 1, 0, 2]) }
        #expect(error?.description == "decode netlink message: link index: has 1 bytes, needs 4, at byte 4")
    }
}
