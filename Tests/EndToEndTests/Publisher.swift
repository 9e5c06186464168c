// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

/// A network driver that publishes ports.
enum PublishingDriver: String, Sendable, CaseIterable {
    /// The driver of mdnp.
    case mdnp
    /// Docker's own driver, the reference for the tests of publishing.
    case bridge

    /// The drivers that the environment chooses (`LAB_DRIVERS=bridge`).
    ///
    /// The default is all of them.
    static var chosen: [Self] {
        let names = ProcessInfo.processInfo.environment["LAB_DRIVERS"] ?? ""
        let drivers = names.split(separator: ",").compactMap { Self(rawValue: String($0)) }
        return drivers.isEmpty ? allCases : drivers
    }
}

/// The publisher of ports in a test: a driver of an engine.
struct Publisher: Hashable, Sendable, CustomTestStringConvertible {
    let engine: Engine
    let driver: PublishingDriver

    /// mdnp on every chosen engine.
    static var mdnp: [Self] {
        guard PublishingDriver.chosen.contains(.mdnp) else { return [] }
        return Engine.chosen.map { Self(engine: $0, driver: .mdnp) }
    }

    /// mdnp, and the bridge driver of Engine 28.
    ///
    /// This driver has the features that mdnp must have; older engines have fewer.
    static var chosen: [Self] {
        guard PublishingDriver.chosen.contains(.bridge) else { return mdnp }
        return mdnp + Engine.chosen.filter { $0.name.hasPrefix("28") }.map { Self(engine: $0, driver: .bridge) }
    }

    /// The publishers of the last chosen engine, for behavior that is the same on all engines; see `Engine.main`.
    static var main: [Self] { chosen.filter { Engine.main.contains($0.engine) } }

    /// The publisher in the name of a test case.
    var testDescription: String { "\(driver) of \(engine.testDescription)" }

    /// Runs a test on the engine's host with a world outside, then removes all objects of the test.
    func tidily(_ test: (LabHost) async throws -> Void) async throws {
        try await engine.host.tidily { host in
            try await host.withWorld { try await test(host) }
        }
    }

    /// Creates a network of the driver.
    func network(_ name: String, _ options: String...) async throws {
        let words = ["docker", "network", "create", "--driver", driver.rawValue]
        try await engine.host.succeed(words + options + [name])
    }

    /// Creates a network of the driver with addresses of both families: 10.N.0.0/24 and fd00:N::/64.
    func network(_ name: String, _ number: Int, _ options: String...) async throws {
        let words = ["docker", "network", "create", "--driver", driver.rawValue, "--ipv6"]
        let subnets = ["--subnet", "10.\(number).0.0/24", "--subnet", "fd00:\(number)::/64"]
        try await engine.host.succeed(words + subnets + options + [name])
    }
}
