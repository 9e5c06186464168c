// SPDX-License-Identifier: Apache-2.0

/// The modes that networks have: each is registered here.
public struct NetworkModes: Sendable {
    /// Those of mdnp.
    public static let standard = NetworkModes([BridgeMode()])

    /// The options of all modes, each once.
    public let options: [OptionDefinition]

    private let all: [any NetworkMode]

    /// Modes; where a user means none, a network has the first.
    public init(_ all: [any NetworkMode]) {
        self.all = all
        var names: Set<String> = []
        options = all.flatMap(\.options).filter { names.insert($0.name).inserted }
    }

    /// The mode of a name; nil for one that this mdnp does not have.
    public func mode(named name: String) -> Mode? {
        all.first { $0.name == name }.map { Mode($0) }
    }

    /// The mode that a user means who gives options of a network.
    public func mode(meantBy options: [String: String]) -> Mode {
        Mode(all.dropFirst().first { $0.isMeant(by: options) } ?? all[0])
    }
}

extension Mode {
    /// The mode of a network of which nobody says another.
    public static let usual = Mode(BridgeMode())
}

/// A mode as a value: two are equal that have the same name.
public struct Mode: Hashable, Sendable {
    /// The mode itself.
    public let behavior: any NetworkMode

    /// A mode.
    public init(_ behavior: any NetworkMode) {
        self.behavior = behavior
    }

    /// Returns a Boolean value that indicates whether both have the same name.
    public static func == (first: Self, second: Self) -> Bool { first.behavior.name == second.behavior.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(behavior.name) }
}
