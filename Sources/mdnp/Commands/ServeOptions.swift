// SPDX-License-Identifier: Apache-2.0

import Addressing
import ArgumentParser
import Driver
import IPAM
import Logging

/// The settings of the daemon.
struct ServeOptions: ParsableArguments {
    @OptionGroup var listening: ListenOptions

    @Option(help: "Directory of the state, which must survive reboots.")
    var stateDirectory = "/var/lib/mdnp"

    @Option(help: "Unix socket for mdnp commands.")
    var adminSocket = "/run/mdnp/admin.sock"

    @Option(
        help: """
            Range for automatic subnets as BLOCK/LENGTH: 10.128.0.0/9/24 means every /24 of 10.128.0.0/9. \
            Repeatable, for IPv4 and IPv6; without an IPv6 range, mdnp uses a unique local block of this host.
            """
    )
    var poolRange = PoolRange.standard

    @Option(help: "Log level: trace, debug, info, notice, warning, error or critical.")
    var logLevel = LogLevel.info

    @OptionGroup var engine: EngineOptions

    @OptionGroup var metrics: MetricsOptions

    @Option(help: "Configuration file, for settings without a flag and environment variable; a named file must exist.")
    var config = "/etc/mdnp/config.yaml"

    // In a container, /proc/sys is read-only.
    @Option(help: ArgumentHelp("Directory of the host's kernel settings.", visibility: .hidden))
    var sysctlDirectory = "/proc/sys"

    // Tests shorten intervals that otherwise take minutes.
    @OptionGroup(visibility: .hidden) var timing: TimingOptions

    /// The ranges for new pools; a family without a range keeps its default.
    var ranges: [PoolRange] {
        let includesIPv4 = poolRange.contains { $0.block.family == .v4 }
        return poolRange + (includesIPv4 ? [] : PoolRange.standard)
    }
}

/// The log levels, with the names of swift-log.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
