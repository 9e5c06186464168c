// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

@Suite struct LinkStatisticsTests {
    @Test func `a request for counters equals the request of ip, byte for byte`() throws {
        var one = LinkStatisticsMessage(index: 3)
        one.filter = .link
        #expect(try LinkStatisticsMessage(payload: message(Captured.statisticsRequest).payload) == one)
        let asked = NetlinkMessage(type: .getStatistics, flags: .request, sequence: 7, payload: one)
        #expect(asked.encoded == Captured.statisticsRequest)
        var all = LinkStatisticsMessage()
        all.filter = .link
        let listed = NetlinkMessage(type: .getStatistics, flags: [.request, .dump], sequence: 7, payload: all)
        #expect(listed.encoded == Captured.statisticsListRequest)
    }

    @Test func `counters are read completely and written back unchanged`() throws {
        let message = try message(Captured.statistics)
        #expect(message.type == .newStatistics)
        let read = try LinkStatisticsMessage(payload: message.payload)
        #expect(read.index == 3)
        #expect(read.filter == .link)
        #expect(read.unknown.isEmpty)
        let statistics = try #require(read.statistics)
        #expect(statistics.receivedPackets == 5)
        #expect(statistics.transmittedPackets == 3)
        #expect(statistics.receivedBytes == 1000)
        #expect(statistics.transmittedBytes == 300)
        #expect(statistics.receiveErrors == 0)
        #expect(statistics.transmitErrors == 0)
        #expect(statistics.receiveDrops == 5)
        #expect(statistics.transmitDrops == 0)
        #expect(statistics.further == Array(repeating: 0, count: 17))
        #expect(read.encoded == Array(message.payload))
    }

    @Test(arguments: [64, 184, 192, 200, 208])
    func `a newer kernel may have more counters`(count: Int) throws {
        let payload = bytes("00000000 03000000 01000000") + attribute(count)
        let statistics = try #require(try LinkStatisticsMessage(payload: payload[...]).statistics)
        #expect(statistics.transmitDrops == 0x0101_0101_0101_0101)
        #expect(statistics.further.count == count / 8 - 8)
    }

    @Test(arguments: [0, 56, 63, 65, 196])
    func `truncated counters are an error with a position`(count: Int) throws {
        let payload = bytes("00000000 03000000 01000000") + attribute(count)
        let error = #expect(throws: DecodeError.self) { try LinkStatisticsMessage(payload: payload[...]) }
        #expect(
            error?.description == "decode netlink message: attribute 1: has \(count) bytes, needs 64, at byte 16"
        )
    }

    /// Returns an attribute with a number of bytes, all of them 1.
    private func attribute(_ count: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.attribute(1) { $0.append(repeatElement(1, count: count)) }
        return writer.bytes
    }
}
