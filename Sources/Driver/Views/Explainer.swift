// SPDX-License-Identifier: Apache-2.0

public import NetworkModel

/// Traces packets from a source to a target, for `mdnp explain`.
public struct Explainer: Sendable {
    private let reconciler: Reconciler
    private let engine: any EngineWitness

    /// Creates an explainer for a driver and its host, with the names that the engine reported.
    public init(_ reconciler: Reconciler, engine: any EngineWitness) {
        self.reconciler = reconciler
        self.engine = engine
    }

    /// Returns the traces from a source to a target, one for each common family, from one observation of the host.
    ///
    /// - Parameters:
    ///   - source: A container's name, the beginning of an endpoint's id, an address, or `host`.
    ///   - target: The same, with an optional port: `web:80`, `[fd00::2]:53/udp`.
    /// - Throws: ``DriverError/refused(_:)`` if a text names no source or target, or more than one.
    public func paths(from source: String, to target: String) async throws(DriverError) -> [Trace] {
        let (desired, observed, facts) = try await reconciler.observe()
        func paths(_ known: EngineFacts) throws(Refusal) -> [Trace] {
            let reported = known.containerNames
            let names = desired.endpoints.compactMapValues { reported[$0.id] ?? desired.containerName(of: $0) }
            return try Explanation(of: desired, observed: observed, facts: facts, names: names).paths(
                from: source,
                to: target
            )
        }
        do throws(Refusal) {
            return try paths(engine.facts)
        } catch {
            // The name of a container that started a moment ago may still be missing.
            let fresh = await engine.freshFacts()
            return try checked(paths(fresh))
        }
    }
}
