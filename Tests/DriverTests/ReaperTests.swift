// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import Testing

@testable import Driver

/// The progress of the reaper.
struct ReaperTests {
    private func expectWaiting(_ count: Int, _ rig: Rig, _ location: SourceLocation = #_sourceLocation) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while rig.context.reaper.progress.waiting != count, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(rig.context.reaper.progress.waiting == count, sourceLocation: location)
    }

    @Test func `a retired link waits until the reaper has run, however often it failed`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        for number in 2...4 {
            try await rig.createEndpoint("e\(number)", "10.1.0.\(number)/24")
            try await rig.join("e\(number)", sandbox: "\(number)")
        }
        #expect(rig.context.reaper.progress == Reaper.Progress())
        try await rig.driver.deleteEndpoint(rig.reference("e2"))
        try await rig.driver.deleteEndpoint(rig.reference("e3"))
        try await rig.driver.deleteEndpoint(rig.reference("e3"))
        #expect(rig.context.reaper.progress.waiting == 2)
        rig.dataplane.reapingFails(1)
        let reaper = Task { await rig.context.reaper.run() }
        defer { reaper.cancel() }
        try await expectWaiting(0, rig)
        #expect(rig.dataplane.reaped == 2)
        try await rig.driver.deleteEndpoint(rig.reference("e4"))
        #expect(rig.context.reaper.progress.waiting == 1)
        try await expectWaiting(0, rig)
    }

    @Test func `links that an earlier daemon retired wait too`() async throws {
        let rig = try Rig()
        let network = try NetworkID("n1")
        let veths = try ["e1": true, "e2": true].map { id, isRetired in
            (
                try EndpointID(id),
                VethLink(
                    endpoint: try EndpointID(id),
                    network: network,
                    name: try InterfaceName("mv\(id)"),
                    bridge: nil,
                    isRetired: isRetired
                )
            )
        }
        rig.dataplane.observes { $0.veths = Dictionary(uniqueKeysWithValues: veths) }
        try await rig.context.reconciler.recover()
        #expect(rig.context.reaper.progress.waiting == 2)
    }
}
