// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab

/// systemd on a lab host, whose own daemons are stopped meanwhile (`script/systemd`).
struct Systemd {
    let host: LabHost

    /// Runs the script with a verb, which boots or ends systemd.
    func callAsFunction(_ verb: String) async throws {
        try await host.succeed(script("systemd"), verb)
    }

    /// Returns the path of a script of the project.
    func script(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../script/\(name)").standardized.path
    }

    /// Returns the arguments that run a command under systemd, on the lab host.
    func words(_ words: [String]) -> [String] { [script("systemd"), "run"] + words }

    /// Runs a command under systemd and returns its output.
    @discardableResult
    func run(_ words: String...) async throws -> String { try await run(words) }

    /// Runs a command under systemd and returns its output.
    @discardableResult
    func run(_ words: [String]) async throws -> String { try await host.succeed(self.words(words)) }

    /// Runs a container on the network `n`.
    func container(_ name: String, _ options: [String], _ words: String...) async throws {
        let run = ["docker", "run", "--detach", "--stop-signal", "KILL", "--name", name, "--network", "n"]
        try await self.run(run + options + ["busybox"] + words)
    }

    /// Returns a property of a unit, with systemd's name for it.
    func property(_ name: String, of unit: String) async throws -> String {
        try await run("systemctl", "show", "--value", "--property=\(name)", unit)
    }

    /// Returns the main processes of both services; 0 for a service without one.
    func processes() async throws -> (docker: String, mdnp: String) {
        (
            try await property("MainPID", of: "docker.service"),
            try await property("MainPID", of: "mdnp.service")
        )
    }

    /// Returns the time at which each service last entered a state (`ActiveEnter`, `InactiveEnter`), in microseconds since the boot.
    func moments(_ state: String) async throws -> (docker: Int, mdnp: Int) {
        func moment(_ unit: String) async throws -> Int {
            Int(try await property("\(state)TimestampMonotonic", of: unit)) ?? 0
        }
        return (try await moment("docker.service"), try await moment("mdnp.service"))
    }

    /// Returns the end of the journal.
    func journal() async throws -> String {
        try await run("sh", "-c", "journalctl --no-pager | grep -v level=info | tail -n 40")
    }
}
