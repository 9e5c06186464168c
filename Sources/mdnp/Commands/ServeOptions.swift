// SPDX-License-Identifier: Apache-2.0

import Addressing
import ArgumentParser
import Driver
import IPAM
import Logging

/// The settings of the daemon.
struct ServeOptions: ParsableArguments {
    @OptionGroup var listening: ListenOptions

    @Option(help: "Where the state is kept, across restarts and reboots.")
    var stateDirectory = "/var/lib/mdnp"

    @Option(help: "The Unix socket on which the commands of mdnp find the daemon.")
    var adminSocket = "/run/mdnp/admin.sock"

    @Option(
        help: """
            Where subnets come from that nobody asked for, as BLOCK/LENGTH: 10.128.0.0/9/24 is every /24 of 10.128.0.0/9. \
            May be given several times, for either family; without one for IPv6 from a block of the host's own.
            """
    )
    var poolRange = PoolRange.standard

    @Option(help: "How much is logged: trace, debug, info, notice, warning, error or critical.")
    var logLevel = LogLevel.info

    @OptionGroup var engine: EngineOptions

    @OptionGroup var metrics: MetricsOptions

    @Option(help: "The file that says what neither a flag nor the environment says; one that is named must exist.")
    var config = "/etc/mdnp/config.yaml"

    // In a container, /proc/sys is read-only.
    @Option(help: ArgumentHelp("Where the host's settings are written.", visibility: .hidden))
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
