// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Measuring
import PluginTesting

/// Measures the time that Docker waits for a starting daemon.
///
/// The starts follow a kill, on a host full of containers, and a reboot, on a host without any trace of its networks. A start completes its
/// repairs before it replies, so the first reply is the end of both.
///
///     RecoveryBenchmark MDNP ROUNDS
@main
struct RecoveryBenchmark {
    /// The number of networks when the daemon is killed.
    private static let networks = 20
    private static let endpointsPerNetwork = 40
    /// The number of networks that a rebooted host restores.
    private static let lostNetworks = 100

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let rounds = Int(arguments[2]), rounds > 0 else {
            FileHandle.standardError.write(Data("usage: RecoveryBenchmark MDNP ROUNDS\n".utf8))
            exit(2)
        }
        let executable = URL(fileURLWithPath: arguments[1])
        print("\nstart to first answer, \(rounds) rounds               p50 ms   longest ms")
        report("  nothing to do", try measureEmpty(executable, rounds))
        report("  after kill -9: 800 endpoints with ports", try measureKills(executable, rounds))
        report("  after a reboot: 100 networks to make", try measureReboots(executable, rounds))
    }

    /// Measures starts without any repair.
    private static func measureEmpty(_ executable: URL, _ rounds: Int) throws -> [Duration] {
        let daemon = try DaemonProcess(executable: executable, in: NetworkNamespace.new())
        return try (0..<rounds).map { _ in
            defer { daemon.kill() }
            return try daemon.start(logLevel: "warning")
        }
    }

    private static func measureKills(_ executable: URL, _ rounds: Int) throws -> [Duration] {
        let daemon = try DaemonProcess(executable: executable, in: NetworkNamespace.new())
        try daemon.start(logLevel: "warning")
        let client = try daemon.connect()
        var identifiers = Identifiers(series: 1)
        for network in 0..<networks {
            let id = identifiers()
            try client.createNetwork(id, subnet: "10.\(network).0.0/16", gateway: "10.\(network).0.1/16")
            for number in 0..<endpointsPerNetwork {
                let port = PublishedPort(80, host: 10000 + endpointsPerNetwork * network + number)
                let address = "10.\(network).1.\(number + 1)/16"
                let life = Life(network: id, endpoint: identifiers(), address: address, ports: [port])
                try life.create(client)
                _ = try life.join(client)
                try life.program(client)
            }
        }
        return try (0..<rounds).map { _ in
            daemon.kill()
            return try daemon.start(logLevel: "warning")
        }
    }

    private static func measureReboots(_ executable: URL, _ rounds: Int) throws -> [Duration] {
        let first = try DaemonProcess(executable: executable, in: NetworkNamespace.new())
        try first.start(logLevel: "warning")
        let client = try first.connect()
        var identifiers = Identifiers(series: 2)
        for network in 0..<lostNetworks {
            try client.createNetwork(identifiers(), subnet: "10.\(network).0.0/16", gateway: "10.\(network).0.1/16")
        }
        first.kill()
        // The removal of a namespace blocks all others for the time of its links. Namespaces of earlier rounds therefore stay until the
        // end.
        let namespaces = try (0..<rounds).map { _ in try NetworkNamespace.new() }
        defer { withExtendedLifetime(namespaces) {} }
        return try namespaces.map { namespace in
            let daemon = try DaemonProcess(executable: executable, in: namespace)
            // mdnp refuses a state directory that is a symbolic link.
            try FileManager.default.copyItem(at: first.stateDirectory, to: daemon.stateDirectory)
            defer { daemon.kill() }
            return try daemon.start(logLevel: "warning")
        }
    }

    private static func report(_ name: String, _ durations: [Duration]) {
        let sorted = durations.map { $0 / .milliseconds(1) }.sorted()
        let padded = name + String(repeating: " ", count: max(0, 42 - name.count))
        print(padded, Report.number(sorted[sorted.count / 2], 1), Report.number(sorted.last ?? 0, 1))
    }
}
