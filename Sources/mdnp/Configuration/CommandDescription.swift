// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Settings

/// A command and its arguments, as ArgumentParser describes them for manual pages.
struct CommandDescription: Decodable {
    let commandName: String
    let arguments: [Argument]?

    struct Argument: Decodable {
        let kind: String
        let isRepeating: Bool
        let shouldDisplay: Bool
        let preferredName: Name?
        let defaultValue: String?

        struct Name: Decodable {
            let kind: String
            let name: String
        }
    }

    /// The settings of the command: its flags, which the environment and the configuration file may set too.
    var settings: [Setting] {
        (arguments ?? []).compactMap { argument in
            guard let name = argument.preferredName, name.kind == "long", argument.kind != "positional",
                !["help", "version"].contains(name.name)
            else { return nil }
            return Setting(
                name.name,
                kind: argument.kind == "flag" ? .flag : argument.isRepeating ? .list : .value,
                standard: argument.kind == "flag" ? "false" : argument.defaultValue,
                isShown: argument.shouldDisplay
            )
        }
    }

    /// All commands.
    static let all: [CommandDescription] = {
        struct Tool: Decodable {
            let command: Root
        }
        struct Root: Decodable {
            let subcommands: [CommandDescription]
        }
        // ArgumentParser wrote this text about the same commands, so decoding succeeds, or no command works.
        let tool = try? JSONDecoder().decode(Tool.self, from: Data(MDNP._dumpHelp().utf8))
        return tool?.command.subcommands ?? []
    }()

    /// A command by its name.
    static func named(_ name: String) -> CommandDescription? {
        all.first { $0.commandName == name }
    }

    /// All settings of the daemon.
    static var settings: [Setting] { named(Serve._commandName)?.settings ?? [] }
}
