// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import LinuxSystem
import Measuring
import Netlink
import PluginTesting

/// Measures the time of a scrape beside a thousand endpoints, and the kernel's share of it.
///
/// Also measures the cost of metrics for calls: lives of a daemon with metrics and of one without, by turns.
///
///     MetricsBenchmark MDNP SCRAPES
@main
struct MetricsBenchmark {
    private static let endpoints = 1000
    private static let network = String(repeating: "5c", count: 32)

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let scrapes = Int(arguments[2]), scrapes >= 50 else {
            FileHandle.standardError.write(Data("usage: MetricsBenchmark MDNP SCRAPES, 50 or more\n".utf8))
            exit(2)
        }
        let executable = URL(fileURLWithPath: arguments[1])
        try measureScrapes(executable, scrapes)
        try await measureCalls(executable, lives: 4 * scrapes)
    }

    /// Starts a daemon with a network, on a host whose loopback is up.
    private static func host(_ executable: URL, metrics: String) throws -> (DaemonProcess, NetworkNamespace) {
        let namespace = try NetworkNamespace.new()
        let links = Links(try NetlinkSocket(.route, in: namespace))
        try links.setUp(.name(try InterfaceName("lo")), isUp: true)
        let daemon = try DaemonProcess(executable: executable, in: namespace)
        daemon.metrics = metrics
        try daemon.start(logLevel: "warning")
        try daemon.connect().createNetwork(network, subnet: "10.9.0.0/16", gateway: "10.9.0.1/16")
        return (daemon, namespace)
    }

    private static func measureScrapes(_ executable: URL, _ scrapes: Int) throws {
        let (daemon, namespace) = try host(executable, metrics: "127.0.0.1:9477")
        let client = try daemon.connect()
        var identifiers = Identifiers(series: 5001)
        let lives = (0..<endpoints).map { number in
            let address = "10.9.\(number / 250).\(number % 250 + 2)/16"
            return Life(network: network, endpoint: identifiers(), address: address)
        }
        let before = daemon.residentMemory
        let metrics = try daemon.connectMetrics()
        for life in lives {
            try life.create(client)
            _ = try life.join(client)
        }
        let active = daemon.residentMemory
        let links = Links(try NetlinkSocket(.route, in: namespace))
        let work = daemon.processorTime
        var (whole, statistics, list, text) = (Samples(), Samples(), Samples(), "")
        for _ in 0..<scrapes {
            text = try timed(into: &whole) { try metrics.get("/metrics") }
        }
        let (spent, afterwards) = (daemon.processorTime - work, daemon.residentMemory)
        for _ in 0..<scrapes {
            try timed(into: &statistics) { _ = try links.statistics() }
            try timed(into: &list) { _ = try links.list() }
        }
        let exported = text.matches(of: /\nmdnp_endpoint_receive_bytes_total/).count
        precondition(exported == endpoints, "\(exported) endpoints have metrics")
        print("\n\(scrapes) scrapes beside \(endpoints) endpoints         p50 µs    p99 µs")
        Report.line("  scrape", whole)
        Report.line("  RTM_GETSTATS, which is part of it", statistics)
        Report.line("  RTM_GETLINK instead", list)
        print("  processor time of a scrape, ms:", Report.number(spent * 1000 / Double(scrapes), 1))
        print("  bytes of a scrape:             ", Report.number(Double(text.utf8.count)))
        print("  resident memory, MB: with none, with all, after the scrapes:")
        for memory in [before, active, afterwards] { print("   ", Report.number(memory, 1)) }
        daemon.stop()
    }

    private static func measureCalls(_ executable: URL, lives: Int) async throws {
        let (with, without) = (try host(executable, metrics: "127.0.0.1:9477"), try host(executable, metrics: "off"))
        let clients = (with: try with.0.connect(), without: try without.0.connect())
        var identifiers = Identifiers(series: 5002)
        var (attachWith, attachWithout) = (Samples(), Samples())
        for index in 0..<lives {
            let life = Life(network: network, endpoint: identifiers(), address: "10.9.200.\(index % 250 + 2)/16")
            // Each daemon is first equally often.
            if index.isMultiple(of: 2) {
                try live(life, clients.with, &attachWith)
                try live(life, clients.without, &attachWithout)
            } else {
                try live(life, clients.without, &attachWithout)
                try live(life, clients.with, &attachWith)
            }
            if index % 50 == 49 { try await Task.sleep(for: .milliseconds(400)) }
        }
        print("\n1 client, \(lives) lives of each               p50 µs    p99 µs")
        Report.line("  attach, metrics off", attachWithout)
        Report.line("  attach, metrics on", attachWith)
        let ratio = attachWith.percentile(0.5) / attachWithout.percentile(0.5)
        print("  attach, on / off:              ", Report.number(ratio, 3))
        for (daemon, _) in [with, without] { daemon.stop() }
    }

    private static func live(_ life: Life, _ client: PluginClient, _ attach: inout Samples) throws {
        try timed(into: &attach) {
            try life.create(client)
            if try life.join(client) { try life.program(client) }
        }
        try life.leave(client)
        try life.delete(client)
    }
}
