// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import IPAM

struct PoolRangeTests {
    @Test(arguments: [
        "10.128.0.0/9/24", "10.0.0.0/8/8", "10.0.0.0/8/30", "128.0.0.0/1/16", "10.1.0.0/30/30", "fd00::/48/64",
        "fd00::/8/126", "fd00::4/126/126",
    ])
    func `a range is parsed and formatted`(text: String) {
        #expect(PoolRange(text)?.description == text)
    }

    @Test(arguments: [
        "", "/", "//", "10.0.0.0/8", "10.0.0.0/8/", "/8/24", "10.0.0.0//24", "10.0.0.0/8/24/", "10.0.0.0/8/24/28",
        "10.0.0.0/+8/24", "10.0.0.0/08/24", "10.0.0.0/8/+24", "10.0.0.0/8/024", "10.0.0.0/ 8/24", "10.0.0.0/8/24 ",
        "10.0.0.0/-8/24", "10.0.0.0/8/-24", "10.0/8/24", "10.0.0.1/8/24", "10.0.0.1/8/32", "10.1.0.0/8/24",
        "10.0.0.0/8/255.255.255.0", "fd00::1/48/64", "fd00::/48/64%eth0", "pool/8/24",
    ])
    func `a text without a valid range is refused`(text: String) {
        #expect(PoolRange(text) == nil)
    }

    @Test(arguments: [
        "10.0.0.0/8/7", "10.0.0.0/8/0", "10.0.0.0/8/31", "10.0.0.0/8/32", "10.0.0.0/8/33", "10.0.0.0/33/33",
        "0.0.0.0/0/24", "::/0/64", "10.0.0.0/31/31", "10.0.0.0/31/30", "10.0.0.0/32/32", "fd00::/64/48",
        "fd00::/64/127", "fd00::/64/128", "fd00::/127/127", "fd00::/128/128", "fd00::/129/129",
        "10.0.0.0/99999999999999999999/24", "10.0.0.0/8/99999999999999999999",
    ])
    func `a range without pools of two addresses or more is refused`(text: String) {
        #expect(PoolRange(text) == nil)
    }

    @Test func `a range without a block is refused`() {
        #expect(PoolRange(block: nil, poolLength: 24) == nil)
        #expect(PoolRange(block: Prefix("10.0.0.0/8"), poolLength: .min) == nil)
        #expect(PoolRange(block: Prefix("10.0.0.0/8"), poolLength: .max) == nil)
    }

    @Test func `the standard ranges are the upper half of 10, followed by the other private blocks`() {
        #expect(PoolRange.standard.map(\.description) == ["10.128.0.0/9/24", "172.16.0.0/12/24", "192.168.0.0/16/24"])
    }

    @Test func `pools follow each other to the end of the block`() throws {
        for (text, count) in [("10.1.0.0/22/24", 4), ("255.255.255.0/24/26", 4), ("ffff:ffff:ffff:ffff::/64/66", 4)] {
            let range = try range(text)
            var pools: [Prefix] = []
            var next = range.pool(around: range.block.first)
            while let pool = next, pools.count < 10 {
                pools.append(pool)
                next = range.pool(behind: pool)
            }
            #expect(pools.count == count)
            #expect(pools.last?.last == range.block.last)
            #expect(pools == pools.sorted())
            #expect(pools.allSatisfy { $0.length == range.poolLength && range.block.contains($0) })
        }
    }
}
