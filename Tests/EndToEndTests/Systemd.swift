// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab

/// systemd on a lab host, whose own daemons are stopped meanwhile (`script/systemd`).
struct Systemd {
    let host: LabHost

    /// Has the script boot it, or end it.
    func callAsFunction(_ verb: String) async throws {
        try await host.succeed(script("systemd"), verb)
    }

    /// The path of a script of the project's.
    func script(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../script/\(name)").standardized.path
    }

    /// The words that run a command there, on the lab host.
    func words(_ words: [String]) -> [String] { [script("systemd"), "run"] + words }

    /// Runs a command there and answers with what it printed.
    @discardableResult
    func run(_ words: String...) async throws -> String { try await run(words) }

    /// Runs a command there and answers with what it printed.
    @discardableResult
    func run(_ words: [String]) async throws -> String { try await host.succeed(self.words(words)) }

    /// Runs a container on the network `n`.
    func container(_ name: String, _ options: [String], _ words: String...) async throws {
        let run = ["docker", "run", "--detach", "--stop-signal", "KILL", "--name", name, "--network", "n"]
        try await self.run(run + options + ["busybox"] + words)
    }

    /// A property of a unit, as systemd names it.
    func property(_ name: String, of unit: String) async throws -> String {
        try await run("systemctl", "show", "--value", "--property=\(name)", unit)
    }

    /// The main processes of both services; 0 where there is none.
    func processes() async throws -> (docker: String, mdnp: String) {
        (
            try await property("MainPID", of: "docker.service"),
            try await property("MainPID", of: "mdnp.service")
        )
    }

    /// When each of the services last came to a state (`ActiveEnter`, `InactiveEnter`), in microseconds since the machine's start.
    func moments(_ state: String) async throws -> (docker: Int, mdnp: Int) {
        func moment(_ unit: String) async throws -> Int {
            Int(try await property("\(state)TimestampMonotonic", of: unit)) ?? 0
        }
        return (try await moment("docker.service"), try await moment("mdnp.service"))
    }

    /// The end of the journal.
    func journal() async throws -> String {
        try await run("sh", "-c", "journalctl --no-pager | grep -v level=info | tail -n 40")
    }
}
