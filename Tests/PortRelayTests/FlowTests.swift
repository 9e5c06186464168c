// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PortRelay

/// The states of one direction of a connection.
struct FlowTests {
    private func keep(_ bytes: [UInt8], in flow: inout Flow) {
        bytes.withUnsafeBytes { flow.keep($0) }
    }

    private func waiting(in flow: Flow) -> [UInt8] {
        flow.withWaiting { Array($0) }
    }

    @Test func `no bytes are read while others wait`() {
        var flow = Flow()
        #expect(flow.wantsBytes)
        keep([1, 2, 3], in: &flow)
        #expect(!flow.wantsBytes)
        #expect(flow.hasWaiting)
        flow.wrote(2)
        #expect(waiting(in: flow) == [3])
        flow.wrote(0)
        #expect(!flow.wantsBytes)
        flow.wrote(1)
        #expect(flow.wantsBytes)
        #expect(!flow.hasWaiting)
        keep([4], in: &flow)
        #expect(waiting(in: flow) == [4])
    }

    @Test func `the end of a stream follows all its bytes, once`() {
        var flow = Flow()
        keep([1], in: &flow)
        flow.end()
        #expect(!flow.mustFinish)
        flow.wrote(1)
        #expect(flow.mustFinish)
        #expect(!flow.wantsBytes)
        flow.finish()
        #expect(!flow.mustFinish)
        #expect(flow.isFinished)
    }
}
