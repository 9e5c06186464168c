// SPDX-License-Identifier: Apache-2.0

import Configuration

/// The settings of the daemon, each from the first source that sets it: command line, environment, configuration file.
///
/// Values are texts. The flags of the command line parse and check them, in one place: ``arguments`` has the values from the environment
/// and the file as arguments of a command line.
public struct Settings: Sendable, Equatable {
    /// The setting that names the configuration file.
    public static let file = "config"

    /// All settings, in the order of the declarations.
    public let values: [SettingValue]

    /// The arguments that complete the command line.
    public var arguments: [String] { values.flatMap(\.arguments) }

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - known: All declared settings. The setting `config` names the file; only its default may be missing.
    ///   - arguments: The command line, without the command's name.
    ///   - environment: The environment.
    ///   - others: Variables with the prefix `MDNP_` that are not settings.
    /// - Throws: A `SettingsError` for an unknown name in the environment or the file, or for an unreadable file.
    public init(
        of known: [Setting],
        arguments: [String],
        environment: [String: String],
        otherVariables others: Set<String> = []
    ) async throws(SettingsError) {
        try Self.checkNames(in: environment, known: known, others: others)
        let flags = CommandLineFlags(of: known, in: arguments)
        let variables = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "mdnp")
        )
        var values: [String: SettingValue] = [:]
        for setting in known {
            if let texts = flags.values[setting.name] {
                values[setting.name] = SettingValue(setting: setting, texts: texts, origin: .flag)
            } else if let texts = try await variables.texts(of: setting, at: setting.variable) {
                values[setting.name] = SettingValue(
                    setting: setting,
                    texts: texts,
                    origin: .environment(setting.variable)
                )
            }
        }
        let file = Self.file(known, named: values[Self.file]?.texts.last)
        let fromFile = known.filter { $0.name != Self.file }
        if let file, let reader = try await file.source(of: fromFile) {
            for setting in fromFile where values[setting.name] == nil {
                guard let texts = try await reader.texts(of: setting, at: "\(file.path): \(setting.name)") else {
                    continue
                }
                values[setting.name] = SettingValue(setting: setting, texts: texts, origin: .file(file.path))
            }
        }
        self.values = known.map { setting in
            values[setting.name]
                ?? SettingValue(setting: setting, texts: setting.standard.map { [$0] } ?? [], origin: .standard)
        }
    }

    private static func checkNames(
        in environment: [String: String],
        known: [Setting],
        others: Set<String>
    ) throws(SettingsError) {
        let variables = known.map(\.variable)
        for name in environment.keys.sorted() where name.hasPrefix(Setting.variablePrefix) {
            if variables.contains(name) || others.contains(name) { continue }
            throw SettingsError(unknown: name, at: "environment", among: variables)
        }
    }

    private static func file(_ known: [Setting], named path: String?) -> ConfigurationFile? {
        if let path { return ConfigurationFile(path: path, mayBeMissing: false) }
        let standard = known.first { $0.name == Self.file }?.standard
        return standard.map { ConfigurationFile(path: $0, mayBeMissing: true) }
    }
}

extension ConfigReader {
    /// Returns the values of a setting from this source; nil if the source does not set it.
    fileprivate func texts(of setting: Setting, at place: String) async throws(SettingsError) -> [String]? {
        let key = ConfigKey([setting.name])
        let text: String?
        do {
            if setting.kind == .list, let texts = try? await fetchStringArray(forKey: key) { return texts }
            text = try await fetchString(forKey: key)
        } catch {
            throw SettingsError(place, cause: "cannot be read: \(error)")
        }
        guard let text else { return nil }
        if setting.kind == .flag, text != "true", text != "false" {
            throw SettingsError(place, cause: "\(text) is invalid; use true or false")
        }
        return [text]
    }
}
