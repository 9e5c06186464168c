// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Measuring
import PluginTesting

/// Measures the time to publish ports.
///
/// Lives with and without a port run by turns, beside no published port and beside 2,000. A last container publishes hundreds of ports.
struct PortBench {
    /// A daemon on its own host.
    private struct Host {
        let daemon: DaemonProcess
        let client: PluginClient
        var bare = Calls()
        var fixed = Calls()
        var chosen = Calls()

        init(executable: URL) throws {
            daemon = try DaemonProcess(executable: executable, in: NetworkNamespace.new())
            try daemon.start(logLevel: "warning")
            client = try daemon.connect()
            try client.createNetwork(PortBench.network, subnet: "10.9.0.0/16", gateway: "10.9.0.1/16")
        }

        mutating func live(_ lives: [Life]) throws {
            try bare.live(lives[0], client)
            try fixed.live(lives[1], client)
            try chosen.live(lives[2], client)
        }
    }

    private static let network = String(repeating: "9f", count: 32)
    private static let published = 2000

    private var empty: Host
    private var full: Host
    private var identifiers = Identifiers(series: 9001)

    init(executable: URL) throws {
        empty = try Host(executable: executable)
        full = try Host(executable: executable)
    }

    mutating func run(lives: Int) async throws {
        // Each container has 50 ports: only the total number counts.
        for number in 0..<Self.published / 50 {
            let ports = (0..<50).map { PublishedPort(80 + $0, host: 20000 + 50 * number + $0) }
            try attach(life("10.9.1.\(number + 2)/16", ports), full.client)
        }
        for index in 0..<lives {
            let address = "10.9.200.\(index % 250 + 2)/16"
            try empty.live(next(address))
            try full.live(next(address))
            if index % 50 == 49 { try await Task.sleep(for: .milliseconds(400)) }
        }
        report(empty, "none published", lives)
        report(full, "\(Self.published) published", lives)
        let ratio = full.fixed.program.percentile(0.5) / empty.fixed.program.percentile(0.5)
        print("  publishing there / with none published:", Report.number(ratio, 2))
        try measureManyPortsOfOne()
        for host in [empty, full] { _ = host.daemon.stop() }
    }

    /// Returns one life without a port, one with a fixed port, and one with a port that mdnp chooses.
    private mutating func next(_ address: String) -> [Life] {
        [[], [PublishedPort(80, host: 19000)], [PublishedPort(80)]].map { life(address, $0) }
    }

    private func report(_ host: Host, _ title: String, _ lives: Int) {
        print("\n1 client, \(title), \(lives) lives of each        p50 µs    p99 µs")
        Report.line("  ProgramExternalConnectivity: no port", host.bare.program)
        Report.line("  ProgramExternalConnectivity: fixed", host.fixed.program)
        Report.line("  ProgramExternalConnectivity: chosen", host.chosen.program)
        Report.line("  attach without a port", host.bare.attach)
        Report.line("  attach with a fixed port", host.fixed.attach)
        let ratio = host.fixed.attach.percentile(0.5) / host.bare.attach.percentile(0.5)
        print("  attach with a port / without:  ", Report.number(ratio, 2))
    }

    private mutating func measureManyPortsOfOne() throws {
        let clock = ContinuousClock()
        let before = full.daemon.residentMemory
        let life = life("10.9.201.2/16", (0..<500).map { PublishedPort(1000 + $0, host: 10000 + $0) })
        let start = try clock.measure { try attach(life, full.client) }
        let grown = full.daemon.residentMemory - before
        let end = try clock.measure {
            try life.revoke(full.client)
            try life.leave(full.client)
            try life.delete(full.client)
        }
        print("\none container that publishes 500 ports")
        print("  attach, ms:                    ", Report.number(start / .milliseconds(1), 1))
        print("  detach, ms:                    ", Report.number(end / .milliseconds(1), 1))
        print("  resident memory up by, MB:     ", Report.number(grown, 1))
    }

    private mutating func life(_ address: String, _ ports: [PublishedPort]) -> Life {
        Life(network: Self.network, endpoint: identifiers(), address: address, ports: ports)
    }

    private func attach(_ life: Life, _ client: PluginClient) throws {
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
    }
}
