// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Measuring
import PluginTesting

/// Measures whole lives of endpoints over the socket, in the protocol of dockerd.
///
/// Also measures the time of the bare kernel for the same links, alternating in the same run and network namespace.
///
///     LifeBenchmark MDNP LIVES
@main
struct LifeBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let lives = Int(arguments[2]), lives > 0 else {
            FileHandle.standardError.write(Data("usage: LifeBenchmark MDNP LIVES\n".utf8))
            exit(2)
        }
        let namespace = try NetworkNamespace.new()
        let daemon = try DaemonProcess(executable: URL(fileURLWithPath: arguments[1]), in: namespace)
        let startTime = try daemon.start(logLevel: "warning")
        let bench = try Bench(daemon: daemon, namespace: namespace, lives: lives)
        try await bench.run(startTime: startTime)
        _ = daemon.stop()
        var ports = try PortBench(executable: URL(fileURLWithPath: arguments[1]))
        try await ports.run(lives: lives)
        try await PortRangeBench(executable: URL(fileURLWithPath: arguments[1])).run()
    }
}

/// The settings and their results.
struct Bench {
    let daemon: DaemonProcess
    let namespace: NetworkNamespace
    let lives: Int

    /// Four networks: each of four clients has its own, like containers of different networks.
    private let networks = (0..<4).map { index in String(String(repeating: "\(index)ab", count: 22).prefix(64)) }

    init(daemon: DaemonProcess, namespace: NetworkNamespace, lives: Int) throws {
        self.daemon = daemon
        self.namespace = namespace
        self.lives = lives
    }

    func run(startTime: Duration) async throws {
        let client = try daemon.connect()
        for (index, network) in networks.enumerated() {
            try client.createNetwork(network, subnet: "10.\(index).0.0/16", gateway: "10.\(index).0.1/16")
        }
        var active = ActiveEndpoints(network: networks[0])
        var first: Double?
        for count in [0, 200, 500, 900] {
            try active.grow(to: count, client)
            let attach = try await measureOneClient(active: count)
            first = first ?? attach
            print("  attach here / attach with none standing:", Report.number(attach / (first ?? attach), 2))
            // The third setting is measured for the slope alone.
            if count != 500 { try await measureFourClients(active: count) }
        }
        print("")
        print("start to first answer, ms:     ", Report.number(Double(startTime / .microseconds(1)) / 1000, 1))
        print("resident memory at the end, MB: ", Report.number(daemon.residentMemory, 1))
    }

    /// Measures one client.
    ///
    /// After each life with mdnp, the bare kernel creates the same link.
    private func measureOneClient(active: Int) async throws -> Double {
        let client = try daemon.connect()
        let kernel = try BareKernel(namespace: namespace, active: active)
        defer { kernel.remove() }
        var calls = Calls()
        var bare = Samples()
        var identifiers = Identifiers(series: UInt64(1000 + active))
        for index in 0..<lives {
            let life = Life(network: networks[0], endpoint: identifiers(), address: "10.0.200.\(index % 250 + 2)/16")
            try calls.live(life, client)
            try timed(into: &bare) { try kernel.addLink() }
            try kernel.retireIfMany()
            // The pause lets the reapers of both finish, so that neither runs within the measured time of the other.
            if index % 50 == 49 { try await Task.sleep(for: .milliseconds(400)) }
        }
        print("\n1 client, \(active) standing, \(lives) lives            p50 µs    p99 µs")
        for (name, samples) in calls.rows { Report.line("  " + name, samples) }
        Report.line("  bare kernel: veth in bridge", bare)
        let own = calls.attach.percentile(0.5) - bare.percentile(0.5) - 3 * calls.inform.percentile(0.5)
        print(
            "  attach / bare kernel:          ",
            Report.number(calls.attach.percentile(0.5) / bare.percentile(0.5), 2)
        )
        print("  mdnp's own part of attach, µs: ", Report.number(own))
        return calls.attach.percentile(0.5)
    }

    private func measureFourClients(active: Int) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let all = try await withThrowingTaskGroup { group in
            for number in 0..<4 {
                group.addTask {
                    // A blocking client needs its own thread.
                    try await ThreadBound.run {
                        let client = try daemon.connect()
                        var calls = Calls()
                        var identifiers = Identifiers(series: UInt64(2000 + active * 4 + number))
                        for index in 0..<lives {
                            let address = "10.\(number).201.\(index % 250 + 2)/16"
                            try calls.live(
                                Life(network: networks[number], endpoint: identifiers(), address: address),
                                client
                            )
                        }
                        return calls
                    }
                }
            }
            var all = Calls()
            for try await calls in group { all.add(calls) }
            return all
        }
        let seconds = Double((clock.now - start) / .microseconds(1)) / 1e6
        print("\n4 clients, \(active) standing, \(4 * lives) lives          p50 µs    p99 µs")
        for (name, samples) in all.rows { Report.line("  " + name, samples) }
        print("  lives per second:              ", Report.number(Double(4 * lives) / seconds))
        print("  resident memory by now, MB:    ", Report.number(daemon.residentMemory, 1))
        // Until the reaper has removed the last links, it would run beside the next setting.
        try await Task.sleep(for: .seconds(1))
    }
}

/// Endpoints that exist while others come and go.
struct ActiveEndpoints {
    let network: String
    private var count = 0
    private var identifiers = Identifiers(series: 1)

    init(network: String) { self.network = network }

    mutating func grow(to target: Int, _ client: PluginClient) throws {
        while count < target {
            let life = Life(
                network: network,
                endpoint: identifiers(),
                address: "10.0.\(count / 250 + 1).\(count % 250 + 2)/16"
            )
            try life.create(client)
            _ = try life.join(client)
            count += 1
        }
    }
}

/// Runs blocking work on its own thread.
enum ThreadBound {
    static func run<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try work() }) }.start()
        }
    }
}
