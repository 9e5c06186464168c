// SPDX-License-Identifier: Apache-2.0

/// What a setting is, and who said so.
public struct SettingValue: Sendable, Equatable {
    /// The setting.
    public let setting: Setting

    /// The values, as they were written; for a flag `true` or `false`.
    public let texts: [String]

    /// Who said so.
    public let origin: Origin

    /// Whether it is told to who asks for the settings: what only those need who read the code is, where somebody has said it.
    public var isTold: Bool { setting.isShown || origin != .standard }

    /// Where somebody finds it who wants to change it: a flag, a variable, or a file and the key in it.
    public var place: String {
        switch origin {
        case .flag, .standard: setting.flag
        case .environment(let variable): variable
        case .file(let path): "\(path): \(setting.name)"
        }
    }

    /// The words of a command line that say the same; none where the command line itself or nobody said it.
    public var arguments: [String] {
        switch origin {
        case .flag, .standard: []
        case .environment, .file:
            setting.kind == .flag
                ? texts.contains("true") ? [setting.flag] : []
                : texts.map { "\(setting.flag)=\($0)" }
        }
    }
}

/// Where a value comes from: the first of these that has one.
public enum Origin: Sendable, Equatable, CustomStringConvertible {
    /// The command line.
    case flag
    /// A variable of the environment.
    case environment(String)
    /// The configuration file.
    case file(String)
    /// Nobody said anything.
    case standard

    /// What `mdnp config` shows: `command line`, the variable, the file's path, or `default`.
    public var description: String {
        switch self {
        case .flag: "command line"
        case .environment(let variable): variable
        case .file(let path): path
        case .standard: "default"
        }
    }
}

/// Why settings cannot be read: one line.
public struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line.
    public let description: String

    /// An error of where something is said (a variable, a path) and what is wrong with it.
    public init(_ place: String, cause: String) {
        description = "\(place): \(cause)"
    }
}
