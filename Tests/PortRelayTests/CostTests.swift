// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import PortRelay
import Testing

/// The cost of unused ports.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct CostTests {
    @Test func `a thousand unused ports cost no thread and no processor time`() async throws {
        let host = try NetworkNamespace.ofTest
        let relay: PortRelay = try .relaying(in: host)
        #expect(try DescriptorLimit.raise() > 4_000)
        try relay.reserve([.of("0.0.0.0", 9999), .of("::", 9999)], for: [])
        for port in UInt16(10_000)..<11_000 { try relay.reserve([.of("0.0.0.0", port), .of("::", port)], for: []) }
        try await eventually { try RelayThread.identifiers(in: host).count == 1 }
        let time = try RelayThread.time(in: host)
        try await Task.sleep(for: .milliseconds(300))
        #expect(try RelayThread.time(in: host) == time)
    }

}
