// SPDX-License-Identifier: Apache-2.0

import Addressing
import ArgumentParser
import Driver
import IPAM
import Logging

/// What the daemon is told.
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

    // For a container, whose own /proc/sys is read-only.
    @Option(help: ArgumentHelp("Where the host's settings are written.", visibility: .hidden))
    var sysctlDirectory = "/proc/sys"

    // For trying out what otherwise takes minutes.
    @OptionGroup(visibility: .hidden) var patience: PatienceOptions

    /// A family of which nothing is said keeps what it has.
    var ranges: [PoolRange] {
        let saysIPv4 = poolRange.contains { $0.block.family == .v4 }
        return poolRange + (saysIPv4 ? [] : PoolRange.standard)
    }
}

/// How much is logged, as swift-log names it.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
