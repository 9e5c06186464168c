// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import Testing

@testable import Driver

/// The container names that an explanation accepts.
struct ExplainerTests {
    /// An engine that reports a name only in a fresh request.
    private struct Newcomer: EngineWitness {
        var facts: EngineFacts { EngineFacts() }
        let names: [EndpointID: String]

        func freshFacts() async -> EngineFacts {
            var facts = EngineFacts()
            facts.containerNames = names
            return facts
        }
    }

    @Test func `a container that started a moment ago is found by its name`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.join("e1")
        let engine = Newcomer(names: [try EndpointID("e1"): "web"])
        let paths = try await Explainer(rig.context.reconciler, engine: engine).paths(from: "web", to: "10.1.0.1")
        #expect(paths.count == 1)
        await #expect(throws: DriverError.self) {
            try await Explainer(rig.context.reconciler, engine: engine).paths(from: "shop", to: "10.1.0.1")
        }
    }
}
