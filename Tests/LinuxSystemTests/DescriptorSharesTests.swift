// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LinuxSystem

struct DescriptorSharesTests {
    @Test(arguments: [256, 1024, 4096, 20_000, 1 << 20, UInt64(Int.max), .max])
    func `all shares together leave descriptors for the database and the kernel`(limit: UInt64) {
        let shares = DescriptorShares(of: limit)
        let sum = shares.calls + shares.commands + shares.metrics + shares.ports + shares.relays
        #expect(UInt64(sum) <= limit - limit / 16)
        #expect(shares.ports >= Int(clamping: limit) / 2)
        #expect([shares.calls, shares.commands, shares.metrics, shares.ports, shares.relays].allSatisfy { $0 > 0 })
    }

    @Test func `a process with many descriptors has 512 connections for calls, and 64 each for commands and metrics`() {
        let shares = DescriptorShares(of: 1 << 20)
        #expect((shares.calls, shares.commands, shares.metrics) == (512, 64, 64))
        #expect(shares.ports == 916_864 && shares.relays == 32_768)
    }

    @Test func `a process with many descriptors can reserve all ports of three protocols at four addresses`() {
        #expect(DescriptorShares(of: 1 << 20).ports > 4 * 3 * 65_535)
        #expect(DescriptorShares(of: 20_000).ports == 12_485)
    }

    @Test func `the shares of the lowest common limit suffice for a daemon`() {
        let shares = DescriptorShares(of: 1024)
        #expect((shares.calls, shares.commands, shares.metrics) == (128, 16, 16))
        #expect(shares.ports == 512 && shares.relays == 256)
    }
}
