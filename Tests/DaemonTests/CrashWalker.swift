// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// Interrupts a daemon at a crash point, starts it again, and completes the life; each walker has a host and a thread.
actor CrashWalker {
    /// Docker's behavior after the interrupted call has failed.
    enum Client: CaseIterable {
        /// Repeats the call and continues.
        case repeats
        /// Rolls back the earlier calls, and starts a new life.
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

    /// Interrupts a life at a point, optionally interrupts the next start at a point of the start, and completes the life.
    ///
    /// - Returns: False if there is no such point.
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

    /// Runs a life until the daemon is interrupted at a point; returns the interrupted call, or nil at the end of the life.
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

    /// Starts the daemon until it is interrupted at a point of the start; returns false if the start completes first.
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

    /// Returns the links, the nftables tables and the sysctl that mdnp changes.
    private func kernel() async throws -> String {
        let commands = "ip -br link; nft list tables; cat /proc/sys/net/ipv6/conf/all/forwarding"
        return try await daemon.witness("sh", "-c", commands)
    }

    /// The crash points of all interruptions, from the log.
    private var point: String {
        let lines = daemon.process.log.split(separator: "\n").filter { $0.contains(" cut off ") }
        return lines.map { String($0.drop { $0 != "\"" }) }.joined(separator: ", then ")
    }
}
