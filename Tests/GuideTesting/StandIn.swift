// SPDX-License-Identifier: Apache-2.0

/// A replacement for a command that a lab host cannot run unchanged.
public struct StandIn: Sendable {
    /// The command in the pages.
    public let command: String
    /// The command that runs instead.
    public let replacement: String
    /// The reason for the replacement.
    public let reason: String

    /// All replacements.
    ///
    /// A replacement for a command that no page has is an error.
    public static let all = [
        StandIn(
            command: "sudo script/run",
            replacement: withoutDaemon("MDNP=$LAB/bin/mdnp script/run --check"),
            reason: "it stays until Ctrl-C, builds for minutes, and wants the host's mdnp for itself"
        ),
        StandIn(
            command: "sudo script/run --check",
            replacement: withoutDaemon("MDNP=$LAB/bin/mdnp script/run --check"),
            reason: "it builds for minutes, and wants the host's mdnp for itself"
        ),
        StandIn(
            command: "sudo script/test",
            replacement: "script/test --no-such-option 2>&1 | grep -- 'known are --engines and --long'",
            reason: "it is what runs this"
        ),
        StandIn(
            command: "sudo systemctl restart mdnp.service",
            replacement: "test -e \(Page.root)/packaging/systemd/mdnp.service && \(lab) stop mdnp && \(lab) start mdnp",
            reason: "a lab host has no systemd"
        ),
        StandIn(
            command: "sudo systemctl stop mdnp.service",
            replacement: "\(lab) stop mdnp",
            reason: "a lab host has no systemd"
        ),
        StandIn(
            command: "sudo systemctl start mdnp.service",
            replacement: "\(lab) start mdnp",
            reason: "a lab host has no systemd"
        ),
        StandIn(
            command: "journalctl --unit mdnp.service --lines 20",
            replacement: "tail -n 20 $LAB/log/mdnp.log",
            reason: "a lab host has no systemd"
        ),
    ]

    /// Returns the replacement for a command; nil if the command runs unchanged.
    public static func of(_ command: String) -> StandIn? {
        all.first { $0.command == command }
    }

    private static var lab: String { "\(Page.root)/script/lab" }

    private static func withoutDaemon(_ command: String) -> String {
        "\(lab) stop mdnp && \(command) && \(lab) start mdnp"
    }
}
