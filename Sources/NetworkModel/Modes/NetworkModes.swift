// SPDX-License-Identifier: Apache-2.0

/// The modes of networks.
///
/// Each mode is registered here.
public struct NetworkModes: Sendable {
    /// The modes of mdnp.
    public static let standard = NetworkModes([BridgeMode()])

    /// The options of all modes, without duplicates.
    public let options: [OptionDefinition]

    private let all: [any NetworkMode]

    /// Creates a list of modes.
    ///
    /// A network whose options select no mode has the first.
    public init(_ all: [any NetworkMode]) {
        self.all = all
        var names: Set<String> = []
        options = all.flatMap(\.options).filter { names.insert($0.name).inserted }
    }

    /// Returns the mode with a name; nil if this version has no such mode.
    public func mode(named name: String) -> Mode? {
        all.first { $0.name == name }.map { Mode($0) }
    }

    /// Returns the mode that the options of a network select.
    public func mode(chosenBy options: [String: String]) -> Mode {
        Mode(all.dropFirst().first { $0.isChosen(by: options) } ?? all[0])
    }
}

extension Mode {
    /// The default mode of a network.
    public static let usual = Mode(BridgeMode())
}

/// A mode as a value: two modes with the same name are equal.
public struct Mode: Hashable, Sendable {
    /// The mode itself.
    public let behavior: any NetworkMode

    /// Creates a mode.
    public init(_ behavior: any NetworkMode) {
        self.behavior = behavior
    }

    /// Returns a Boolean value that indicates whether both modes have the same name.
    public static func == (first: Self, second: Self) -> Bool { first.behavior.name == second.behavior.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(behavior.name) }
}
