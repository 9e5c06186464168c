// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// Cuts a daemon off at a point, starts it again, and lives on; on a host and a thread of its own.
actor CrashWalker {
    /// What Docker does when the call that was cut off has failed.
    enum Client: CaseIterable {
        /// Makes the call once more, and goes on.
        case repeats
        /// Takes back what it had, and begins anew.
        case rollsBack
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: ThreadExecutor
    private let daemon: Daemon
    private var life = DualStackLife(1)

    init() throws {
        executor = try ThreadExecutor(name: "crash-walker")
        daemon = try Daemon(in: NetworkNamespace.new())
    }

    /// Walks to a point of a life, and perhaps to one of the start behind it, and then on; false if there is no such point.
    func walk(upTo number: Int, thenStartUpTo start: Int? = nil, _ client: Client) async throws -> Bool {
        let clean = try await kernel()
        guard let call = try cutOff(at: number) else { return false }
        if let start, try !cutOffStart(at: start) { return false }
        try daemon.process.start()
        do {
            try await finish(from: call, client)
        } catch {
            Issue.record("\(client) after \(point) in \(call): \(error)\n\(daemon.process.log)")
        }
        let traces = try await kernel()
        #expect(traces == clean, "\(client) after \(point) in \(call)")
        for list in ["/networks", "/endpoints", "/ports", "/pools"] {
            let left = try daemon.process.connectAdmin().get(list)
            #expect(left == "[]", "\(list), \(client) after \(point) in \(call)")
        }
        return true
    }

    /// Lives until the daemon is cut off at a point; answers the call in which it was, nil if the life came to its end.
    private func cutOff(at number: Int) throws -> DualStackLife.Call? {
        daemon.process.environment = ["MDNP_CRASH_AT": "\(number)"]
        defer { daemon.process.environment = [:] }
        try daemon.process.start()
        let client = try daemon.process.connect()
        for call in DualStackLife.Call.allCases {
            do {
                try life.make(call, client)
            } catch let error as PluginCallError where error.message == nil {
                #expect(daemon.process.wait() == SIGKILL)
                return call
            }
        }
        return nil
    }

    /// Starts until the daemon is cut off at a point of that; false if it serves before.
    private func cutOffStart(at number: Int) throws -> Bool {
        daemon.process.environment = ["MDNP_CRASH_AT": "\(number)"]
        defer { daemon.process.environment = [:] }
        do {
            try daemon.process.start()
            return false
        } catch is PluginCallError {
            #expect(daemon.process.wait() == SIGKILL)
            return true
        }
    }

    private func finish(from call: DualStackLife.Call, _ way: Client) async throws {
        let client = try daemon.process.connect()
        switch way {
        case .repeats:
            for call in DualStackLife.Call.from(call) { try life.make(call, client) }
        case .rollsBack:
            for call in DualStackLife.afterFailure(of: call) { try life.make(call, client) }
            if let pool = life.forgottenPool(afterFailureOf: call) { try await daemon.command("release", pool) }
            var next = DualStackLife(2)
            for call in DualStackLife.Call.allCases { try next.make(call, client) }
        }
    }

    /// The links, the tables and the setting that mdnp changes.
    private func kernel() async throws -> String {
        let commands = "ip -br link; nft list tables; cat /proc/sys/net/ipv6/conf/all/forwarding"
        return try await daemon.witness("sh", "-c", commands)
    }

    /// Where the daemon was cut off, as often as it was.
    private var point: String {
        let lines = daemon.process.log.split(separator: "\n").filter { $0.contains(" cut off ") }
        return lines.map { String($0.drop { $0 != "\"" }) }.joined(separator: ", then ")
    }
}
