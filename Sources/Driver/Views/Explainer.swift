// SPDX-License-Identifier: Apache-2.0

public import NetworkModel

/// Says who reaches whom, for `mdnp explain`.
public struct Explainer: Sendable {
    private let reconciler: Reconciler
    private let engine: any EngineWitness

    /// An explainer for a driver and its host, by the names that the engine tells.
    public init(_ reconciler: Reconciler, engine: any EngineWitness) {
        self.reconciler = reconciler
        self.engine = engine
    }

    /// The ways from one party to another, one of each family that they have in common, from one look at the host.
    ///
    /// - Parameters:
    ///   - source: A container's name, the beginning of an endpoint's id, an address, or `host`.
    ///   - target: The same, and a port if one is meant: `web:80`, `[fd00::2]:53/udp`.
    /// - Throws: ``DriverError/refused(_:)`` for words that mean nobody, or more than one.
    public func paths(from source: String, to target: String) async throws(DriverError) -> [Path] {
        let (desired, observed, facts) = try await reconciler.observe()
        func paths(_ known: EngineFacts) throws(Refusal) -> [Path] {
            let told = known.containerNames
            let names = desired.endpoints.compactMapValues { told[$0.id] ?? desired.containerName(of: $0) }
            return try Explanation(of: desired, observed: observed, facts: facts, names: names).paths(
                from: source,
                to: target
            )
        }
        do throws(Refusal) {
            return try paths(engine.facts)
        } catch {
            // The name of a container that started a moment ago is not known yet.
            let fresh = await engine.freshFacts()
            return try checked(paths(fresh))
        }
    }
}
