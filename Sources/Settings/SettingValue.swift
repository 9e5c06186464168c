// SPDX-License-Identifier: Apache-2.0

/// A setting with its value and the value's source.
public struct SettingValue: Sendable, Equatable {
    /// The setting.
    public let setting: Setting

    /// The values as written; `true` or `false` for a flag.
    public let texts: [String]

    /// The source of the value.
    public let origin: Origin

    /// A Boolean value that indicates whether `mdnp config` lists the setting; hidden settings are listed only if set.
    public var isShown: Bool { setting.isShown || origin != .standard }

    /// The place to change the value: a flag, a variable, or a file and the key in it.
    public var place: String {
        switch origin {
        case .flag, .standard: setting.flag
        case .environment(let variable): variable
        case .file(let path): "\(path): \(setting.name)"
        }
    }

    /// The equivalent command line arguments; empty for a default, or a value from the command line itself.
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

/// The source of a value; the first of these with a value takes precedence.
public enum Origin: Sendable, Equatable, CustomStringConvertible {
    /// The command line.
    case flag
    /// An environment variable, by its name.
    case environment(String)
    /// The configuration file, by its path.
    case file(String)
    /// The default.
    case standard

    /// The source as `mdnp config` shows it: `command line`, the variable, the path of the file, or `default`.
    public var description: String {
        switch self {
        case .flag: "command line"
        case .environment(let variable): variable
        case .file(let path): path
        case .standard: "default"
        }
    }
}

/// An error in the settings, in one line.
public struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The error in one line.
    public let description: String

    /// Creates an error from its place (a variable, a path) and its cause.
    public init(_ place: String, cause: String) {
        description = "\(place): \(cause)"
    }
}
