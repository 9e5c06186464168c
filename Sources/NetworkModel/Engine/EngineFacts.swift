// SPDX-License-Identifier: Apache-2.0

/// What the Docker engine says of itself: its version, and by which names people know things.
///
/// Learnt in the background and perhaps never: nothing that mdnp does for a container depends on it.
public struct EngineFacts: Hashable, Sendable {
    /// The engine's version; nil while none answers.
    public var version: String?
    /// What networks are called; those of other drivers too.
    public var networkNames: [NetworkID: String] = [:]
    /// What the containers are called that endpoints are of.
    public var containerNames: [EndpointID: String] = [:]

    /// Nothing is known.
    public init() {}
}

/// Whoever has learnt something of the engine.
public protocol EngineWitness: Sendable {
    /// What is known by now; answers at once.
    var facts: EngineFacts { get }

    /// Asks the engine now, and returns what is known then; takes a second at most, also where no engine answers.
    ///
    /// For a person who asks about a container that started a moment ago. Never awaited within a call of the engine's.
    func freshFacts() async -> EngineFacts
}

extension EngineWitness {
    /// What is known anyway.
    public func freshFacts() async -> EngineFacts { facts }
}

/// Nobody asks the engine.
public struct NoEngine: EngineWitness {
    /// Nothing.
    public var facts: EngineFacts { EngineFacts() }

    /// A witness of nothing.
    public init() {}
}
