// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FaultInjection
import Foundation
import Settings

/// A command line, completed by what the environment and the configuration file say that it does not.
///
/// So a setting has one name, one meaning and one check, wherever it is said: that of its flag.
struct CommandLineCompletion {
    let arguments: [String]
    let environment: [String: String]

    /// That of this process.
    static var ofProcess: Self {
        Self(arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
    }

    /// The words of the complete command line.
    func words() async throws(SettingsError) -> [String] {
        guard let name = arguments.first, let command = CommandDescription.named(name) else { return arguments }
        let names = Set(command.settings.map(\.name))
        let flags = CommandDescription.settings.filter { names.contains($0.name) }.map(\.flag)
        // Who asks for help is not told what is wrong with a file.
        let isComplete = flags.allSatisfy { flag in arguments.contains { $0 == flag || $0.hasPrefix(flag + "=") } }
        guard !isComplete, !arguments.contains("--help"), !arguments.contains("-h") else { return arguments }
        let values = try await settings().values.filter { names.contains($0.setting.name) }
        let said = values.filter { !$0.arguments.isEmpty }
        guard !said.isEmpty else { return arguments }
        let rest = arguments.dropFirst()
        try check(said, completing: rest, of: name)
        return [name] + said.flatMap(\.arguments) + rest
    }

    /// What the daemon is told by this command line, the environment and the file.
    func settings() async throws(SettingsError) -> Settings {
        try await Settings(
            of: CommandDescription.settings,
            arguments: Array(arguments.dropFirst()),
            environment: environment,
            otherVariables: [Faults.variable]
        )
    }

    /// Finds the value that the command does not take, to say where it stands; what the command line itself says wrong is the command's to refuse.
    private func check(
        _ values: [SettingValue],
        completing rest: ArraySlice<String>,
        of name: String
    ) throws(SettingsError) {
        func refusal(of values: [SettingValue]) -> String? {
            do {
                _ = try MDNP.parseAsRoot([name] + values.flatMap(\.arguments) + rest)
                return nil
            } catch {
                // A list of what would be right has a line for each.
                return MDNP.message(for: error).replacing(/\s*\n\s*/, with: " ")
            }
        }
        guard let complaint = refusal(of: values), refusal(of: []) == nil else { return }
        let culprit = values.indices.first { index in
            var others = values
            others.remove(at: index)
            return refusal(of: others) == nil
        }
        let place = culprit.map { values[$0].place } ?? "settings"
        throw SettingsError(place, cause: complaint)
    }
}
