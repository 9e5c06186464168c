// SPDX-License-Identifier: Apache-2.0

/// What is run in the place of a command that a lab host cannot carry out as it stands.
public struct StandIn: Sendable {
    /// The command, as the pages have it.
    public let command: String
    /// What is run.
    public let replacement: String
    /// Why.
    public let reason: String

    /// All there are; a command that no page has any more is an error.
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

    /// The one for a command; nil where the command is run as it stands.
    public static func of(_ command: String) -> StandIn? {
        all.first { $0.command == command }
    }

    private static var lab: String { "\(Page.root)/script/lab" }

    private static func withoutDaemon(_ command: String) -> String {
        "\(lab) stop mdnp && \(command) && \(lab) start mdnp"
    }
}
