// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import NetworkModel
import NetworkModelTesting
import Testing

@testable import Driver

/// The number of snapshots before a finding is reported.
struct DoctorTests {
    @Test func `one snapshot is enough if nothing is wrong`() async throws {
        let rig = try Rig()
        let report = try await Doctor(rig.context.reconciler).diagnose()
        #expect(report.findings.isEmpty && report.repairs.isEmpty)
        #expect(rig.dataplane.observations == 1)
    }

    @Test func `a fault that lasts for a moment is not reported`() async throws {
        let rig = try Rig()
        var observed = ObservedState()
        observed.halfMade = [try InterfaceName("mvhalf")]
        rig.dataplane.observesOnce(observed)
        #expect(try await Doctor(rig.context.reconciler).diagnose().findings.isEmpty)
        #expect(rig.dataplane.observations == 2)
    }

    @Test func `a lasting fault is reported beside the repairs`() async throws {
        let rig = try Rig()
        let link = try InterfaceName("mvhalf")
        rig.dataplane.observes { $0.halfMade = [link] }
        rig.context.reconciler.count(.port, with: "held a port")
        let report = try await Doctor(rig.context.reconciler).diagnose()
        #expect(report.findings.map(\.subject) == ["link mvhalf"])
        #expect(report.repairs[.port]?.times == 1)
        #expect(report.repairs[.port]?.step == "held a port")
    }

    @Test func `a diagnosis that is cancelled between two snapshots fails with a cancellation error`() async throws {
        let rig = try Rig()
        let link = try InterfaceName("mvhalf")
        rig.dataplane.observes { $0.halfMade = [link] }
        let diagnosis = Task { try await Doctor(rig.context.reconciler).diagnose() }
        diagnosis.cancel()
        let error = await #expect(throws: DriverError.self) { try await diagnosis.value }
        #expect("\(try #require(error))" == "CancellationError()")
    }

    @Test func `a published port that is not reserved is reported, and so is a conflicting route`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.join("e1")
        try await rig.publish("e1", PortBinding(transport: .tcp, containerPort: 80, hostPorts: PortRange(port: 8080)))
        rig.ports.release(Array(rig.ports.reserved))
        rig.dataplane.has([HostRoute(to: try #require(Prefix("10.0.0.0/8") as Prefix?), link: "tun0")])
        let found = try await Doctor(rig.context.reconciler).diagnose().findings.filter { $0.check != .kernel }
        #expect(
            found.map(\.subject) == [
                "network n1, subnet 10.1.0.0/24", "port 0.0.0.0:8080/tcp", "port [::]:8080/tcp",
            ]
        )
    }
}
