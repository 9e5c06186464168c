// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Measuring
import PluginTesting
import Synchronization

/// Measures a container that publishes 20,000 UDP ports, and the wait of other calls meanwhile.
///
/// The other calls are lives of endpoints on another network, with and without a published port, and on the same network. Each port is a
/// descriptor of the daemon. If the host allows fewer (`RLIMIT_NOFILE`), the benchmark publishes as many ports as the limit allows.
struct PortRangeBench {
    private static let network = String(repeating: "7e", count: 32)
    private static let other = String(repeating: "7f", count: 32)

    let executable: URL

    func run() async throws {
        for shift in [0, 20_000] { try await run(shift: shift) }
    }

    /// Runs the benchmark; each container port is the host port plus the shift.
    private func run(shift: Int) async throws {
        let daemon = try DaemonProcess(executable: executable, in: NetworkNamespace.new())
        try daemon.start(logLevel: "warning")
        let client = try daemon.connect()
        try client.createNetwork(Self.network, subnet: "10.7.0.0/16", gateway: "10.7.0.1/16")
        try client.createNetwork(Self.other, subnet: "10.8.0.0/16", gateway: "10.8.0.1/16")
        var identifiers = Identifiers(series: 9_501)
        // A few descriptors are left for the other calls.
        let count = min(20_000, DescriptorShares(of: try DescriptorLimit.raise()).ports - 10)
        let ports = (10_000..<10_000 + count).map { PublishedPort($0 + shift, host: $0, transport: 17) }
        let life = Life(network: Self.network, endpoint: identifiers(), address: "10.7.1.2/16", ports: ports)
        let before = daemon.residentMemory
        let (up, waitUp) = try await beside(daemon, series: 9_502) {
            try life.create(client)
            _ = try life.join(client)
            try life.program(client)
        }
        let grown = daemon.residentMemory - before
        let (down, waitDown) = try await beside(daemon, series: 9_503) {
            try life.revoke(client)
            try life.leave(client)
            try life.delete(client)
        }
        let highest = daemon.highestMemory
        _ = daemon.stop()
        print(
            "\none container that publishes \(count) UDP ports, to ports \(shift == 0 ? "of the same numbers" : "\(shift) above")"
        )
        print("  up, ms:                        ", Report.number(up / .milliseconds(1), 0))
        print("  down, ms:                      ", Report.number(down / .milliseconds(1), 0))
        print("  resident memory up by, MB:     ", Report.number(grown, 1))
        print("  highest resident memory, MB:   ", Report.number(highest, 1))
        for (title, samples) in [("while it comes", waitUp), ("while it goes", waitDown)] {
            for (name, samples) in [
                ("no port", samples.bare), ("a port", samples.published), ("same network", samples.same),
            ] {
                print("  longest call \(title), \(name), ms:", Report.number(samples.percentile(1) / 1000, 1))
            }
        }
    }

    /// The times of other calls.
    private struct Waits: Sendable {
        var bare = Samples()
        var published = Samples()
        var same = Samples()
    }

    /// Runs work beside the calls of other containers.
    private func beside(
        _ daemon: DaemonProcess,
        series: UInt64,
        _ work: () throws -> Void
    ) async throws -> (Duration, Waits) {
        try await withThrowingTaskGroup(of: Waits.self) { group in
            let flag = Flag()
            group.addTask {
                // A blocking client needs its own thread.
                try await ThreadBound.run {
                    let others = try daemon.connect()
                    var waits = Waits()
                    var identifiers = Identifiers(series: series)
                    var number = 0
                    while !flag.isSet {
                        number += 1
                        let address = "200.\(number % 250 + 2)/16"
                        let port = [PublishedPort(80, host: 9_000)]
                        try Self.live(
                            Life(network: Self.other, endpoint: identifiers(), address: "10.8.\(address)"),
                            others,
                            &waits.bare
                        )
                        try Self.live(
                            Life(network: Self.other, endpoint: identifiers(), address: "10.8.\(address)", ports: port),
                            others,
                            &waits.published
                        )
                        try Self.live(
                            Life(network: Self.network, endpoint: identifiers(), address: "10.7.\(address)"),
                            others,
                            &waits.same
                        )
                    }
                    return waits
                }
            }
            let time = try ContinuousClock().measure(work)
            flag.set()
            return (time, try await group.next() ?? Waits())
        }
    }

    /// Runs a life, and records the time of each call.
    private static func live(_ life: Life, _ client: PluginClient, _ samples: inout Samples) throws {
        try timed(into: &samples) { try life.create(client) }
        _ = try timed(into: &samples) { try life.join(client) }
        if !life.ports.isEmpty { try timed(into: &samples) { try life.program(client) } }
        try timed(into: &samples) { try life.leave(client) }
        try timed(into: &samples) { try life.delete(client) }
    }
}

/// The signal to stop for other callers.
private final class Flag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock { $0 } }

    func set() { value.withLock { $0 = true } }
}
