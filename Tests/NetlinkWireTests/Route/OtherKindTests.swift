// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

@Suite struct OtherKindTests {
    @Test func `an unknown kind keeps its name and its data`() throws {
        let message = try message(Captured.geneveRequest)
        let link = try LinkMessage(payload: message.payload)
        #expect(link.name == "ge0")
        #expect(link.kind?.name == "geneve")
        guard case .other(_, let data?) = link.kind else {
            Issue.record("no data of another kind: \(String(describing: link.kind))")
            return
        }
        #expect(try data.attributes().map(\.type) == [1, 2, 11, 3, 4])
        #expect(try Shape.link.settle(link.encoded[...]) == Shape.link.settle(message.payload))
    }

    @Test func `data without a kind is kept unchanged`() throws {
        let payload = bytes("00000000 07000000 00000000 00000000 0C001200 08000200 DEADBEEF")
        let link = try LinkMessage(payload: payload[...])
        #expect(link.kind == nil)
        #expect(link.unknownKindAttributes.map(\.type) == [2])
        #expect(link.encoded == payload)
    }
}
