// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FaultInjection
import Foundation
import Settings

/// A command line, completed from the environment and the configuration file.
///
/// Each setting therefore has one name, one meaning and one check: those of its flag.
struct CommandLineCompletion {
    let arguments: [String]
    let environment: [String: String]

    /// The completion of this process's command line.
    static var ofProcess: Self {
        Self(arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
    }

    /// Returns the arguments of the complete command line.
    func arguments() async throws(SettingsError) -> [String] {
        guard let name = arguments.first, let command = CommandDescription.named(name) else { return arguments }
        let names = Set(command.settings.map(\.name))
        let flags = CommandDescription.settings.filter { names.contains($0.name) }.map(\.flag)
        // A faulty configuration file does not prevent help.
        let isComplete = flags.allSatisfy { flag in arguments.contains { $0 == flag || $0.hasPrefix(flag + "=") } }
        guard !isComplete, !arguments.contains("--help"), !arguments.contains("-h") else { return arguments }
        let values = try await settings().values.filter { names.contains($0.setting.name) }
        let set = values.filter { !$0.arguments.isEmpty }
        guard !set.isEmpty else { return arguments }
        let rest = arguments.dropFirst()
        try check(set, completing: rest, of: name)
        return [name] + set.flatMap(\.arguments) + rest
    }

    /// The daemon's settings from this command line, the environment and the file.
    func settings() async throws(SettingsError) -> Settings {
        try await Settings(
            of: CommandDescription.settings,
            arguments: Array(arguments.dropFirst()),
            environment: environment,
            otherVariables: [Faults.variable]
        )
    }

    /// Names the source of a value that the command refuses.
    ///
    /// Errors in the command line itself are left to the command.
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
                // ArgumentParser lists the valid values on separate lines.
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
