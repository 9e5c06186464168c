// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import NetworkModel
import NetworkModelTesting
import Testing

@testable import Driver

/// The kind of an error: refused or failed.
struct ErrorKindTests {
    @Test func `an impossible request is refused`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        for call in [
            { try await rig.create("n2", "10.2.0.1/24", options: ["mut": "1400"]) },
            { try await rig.createEndpoint("e1", on: "unknown", "10.1.0.2/24") },
            { try await rig.join("unknown") },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: PluginError.self) { try await call() }
            #expect(error?.kind == .refused, "\(String(describing: error))")
        }
    }

    @Test func `a port in use is refused`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        for number in 2...3 {
            try await rig.createEndpoint("e\(number)", "10.1.0.\(number)/24")
            try await rig.join("e\(number)", sandbox: "\(number)")
            try rig.kernelShows("e\(number)", on: "n1")
        }
        let port = PortBinding(transport: .tcp, containerPort: 80, hostPorts: PortRange(port: 8080))
        try await rig.publish("e2", port)
        let error = await #expect(throws: PluginError.self) { try await rig.publish("e3", port) }
        #expect(error?.kind == .refused)
    }

    @Test func `an error of the kernel is a failure`() async throws {
        let rig = try Rig()
        rig.dataplane.fails { _ in "out of memory" }
        let error = await #expect(throws: PluginError.self) { try await rig.create("n1", "10.1.0.1/24") }
        #expect(error?.kind == .failed)
        #expect(error?.message.hasSuffix("out of memory") == true)
    }
}
