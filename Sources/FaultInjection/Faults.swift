// SPDX-License-Identifier: Apache-2.0

public import DockerPluginAPI
public import Logging
public import NetworkModel

/// Puts crash points between the daemon's ports and what is behind them, where a test asks for that.
///
/// `MDNP_CRASH_AT=7` ends the process at the seventh since its start. Otherwise whatever is handed in comes back as it is, and costs nothing.
public struct Faults: Sendable {
    /// The variable that says after how many points the process ends.
    public static let variable = "MDNP_CRASH_AT"

    private let points: CrashPoints?

    /// What an environment asks for.
    public init(environment: [String: String], logger: Logger) {
        points = environment[Self.variable].flatMap { Int($0) }.map { CrashPoints(endingAt: $0, logger: logger) }
    }

    /// The store, with a point before each commit.
    public func around(_ store: any StateStore) -> any StateStore {
        points.map { CrashingStateStore(store, at: $0) } ?? store
    }

    /// The dataplane, with a point before each step.
    public func around(_ dataplane: any Dataplane) -> any Dataplane {
        points.map { CrashingDataplane(dataplane, at: $0) } ?? dataplane
    }

    /// What holds ports, with a point before each that is taken, and before some are let go.
    public func around(_ ports: any PortHolder) -> any PortHolder {
        points.map { CrashingPortHolder(ports, at: $0) } ?? ports
    }

    /// The network driver, with a point before each answer.
    public func around(_ driver: any NetworkDriver) -> any NetworkDriver {
        points.map { $0.around(driver) } ?? driver
    }

    /// The IPAM driver, with a point before each answer.
    public func around(_ driver: any IPAMDriver) -> any IPAMDriver {
        points.map { $0.around(driver) } ?? driver
    }
}
