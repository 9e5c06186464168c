// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Settings

/// A command and what it takes, as it describes itself to whoever makes its manual page.
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

    /// What the command can be told by flags, and its environment and the configuration file may say instead.
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
        // What ArgumentParser writes for a tool that it has described itself to: it can be read, or nothing here can.
        let tool = try? JSONDecoder().decode(Tool.self, from: Data(MDNP._dumpHelp().utf8))
        return tool?.command.subcommands ?? []
    }()

    /// A command by its name.
    static func named(_ name: String) -> CommandDescription? {
        all.first { $0.commandName == name }
    }

    /// All that the daemon can be told.
    static var settings: [Setting] { named(Serve._commandName)?.settings ?? [] }
}
