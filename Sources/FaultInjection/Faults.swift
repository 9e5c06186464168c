// SPDX-License-Identifier: Apache-2.0

public import DockerPluginAPI
public import Logging
public import NetworkModel

/// Crash points between the driver and its store, dataplane, port reservations and replies, for tests.
///
/// `MDNP_CRASH_AT=7` ends the process at the seventh point since its start. Without the variable, each function returns its argument
/// unchanged, at no cost.
public struct Faults: Sendable {
    /// The environment variable with the number of the point that ends the process.
    public static let variable = "MDNP_CRASH_AT"

    private let points: CrashPoints?

    /// Reads the variable of an environment.
    public init(environment: [String: String], logger: Logger) {
        points = environment[Self.variable].flatMap { Int($0) }.map { CrashPoints(endingAt: $0, logger: logger) }
    }

    /// Returns the store with a point before each commit.
    public func around(_ store: any StateStore) -> any StateStore {
        points.map { CrashingStateStore(store, at: $0) } ?? store
    }

    /// Returns the dataplane with a point before each step.
    public func around(_ dataplane: any Dataplane) -> any Dataplane {
        points.map { CrashingDataplane(dataplane, at: $0) } ?? dataplane
    }

    /// Returns the port reservations with a point before each reservation, each start of a relay, and each release.
    public func around(_ ports: any PortReservations) -> any PortReservations {
        points.map { CrashingPortReservations(ports, at: $0) } ?? ports
    }

    /// Returns the network driver with a point before each reply.
    public func around(_ driver: any NetworkDriver) -> any NetworkDriver {
        points.map { $0.around(driver) } ?? driver
    }

    /// Returns the IPAM driver with a point before each reply.
    public func around(_ driver: any IPAMDriver) -> any IPAMDriver {
        points.map { $0.around(driver) } ?? driver
    }
}
