// SPDX-License-Identifier: Apache-2.0

/// Facts about the Docker engine: its version, and the names of networks and containers.
///
/// The facts arrive in the background, perhaps never: no operation for a container depends on them.
public struct EngineFacts: Hashable, Sendable {
    /// The version of the engine; nil while no engine responds.
    public var version: String?
    /// The names of networks, including those of other drivers.
    public var networkNames: [NetworkID: String] = [:]
    /// The names of the containers, by their endpoints.
    public var containerNames: [EndpointID: String] = [:]

    /// Creates empty facts.
    public init() {}
}

/// A source of facts about the engine.
public protocol EngineWitness: Sendable {
    /// The current facts, returned at once.
    var facts: EngineFacts { get }

    /// Queries the engine now, and returns the facts afterwards; takes at most a second, even if no engine responds.
    ///
    /// For a command about a container that started a moment ago. Never awaited within a call from the engine.
    func freshFacts() async -> EngineFacts
}

extension EngineWitness {
    /// Returns the current facts.
    public func freshFacts() async -> EngineFacts { facts }
}

/// A source without an engine.
public struct NoEngine: EngineWitness {
    /// Empty facts.
    public var facts: EngineFacts { EngineFacts() }

    /// Creates the source.
    public init() {}
}
