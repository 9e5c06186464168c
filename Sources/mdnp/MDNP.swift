// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Spelling

/// The command `mdnp`: the daemon and its administration.
struct MDNP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mdnp",
        abstract: "Network driver and IPAM driver for Docker.",
        discussion: """
            Start the daemon with "mdnp serve", create a network with "docker network create --driver mdnp --ipam-driver mdnp \
            mynet", and run a container with "docker run --network mynet …". The commands need root.
            """,
        version: Version.current,
        subcommands: [
            Serve.self, Config.self, Discovery.self, Status.self, Networks.self, Endpoints.self, Ports.self, Pools.self,
            Reserve.self, Release.self, Doctor.self, Explain.self, Report.self, VersionCommand.self,
            UninstallRules.self,
        ]
    )
}

extension MDNP {
    /// Prints an error in one line.
    static func fail(_ line: String) { printError(line) }

    /// Prints a message on standard error.
    static func printError(_ line: String) {
        FileHandle.standardError.write(Data("mdnp: \(line.printable())\n".utf8))
    }
}

/// The version of this executable.
enum Version {
    static let current = "0.1.0"
}
