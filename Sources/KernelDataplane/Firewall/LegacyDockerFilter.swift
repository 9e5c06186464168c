// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import NetworkModel

/// `DOCKER-USER` in the kernel's legacy filter: only its changes need a process.
///
/// Reading needs none: no process runs if the legacy filter has no such chain, or all rules are as desired.
struct LegacyDockerFilter: DockerFilterBackend {
    /// The namespace of the filter; nil for that of the process.
    private let namespace: NetworkNamespace?
    /// The directory of `iptables-legacy-restore`; nil for a search in `PATH`.
    private let directory: String?

    init(in namespace: NetworkNamespace?, directory: String? = nil) {
        self.namespace = namespace
        self.directory = directory
    }

    func chains(_ family: IPFamily) async throws -> DockerChains? {
        try await namespace.run { try Self.chains(family) }
    }

    func bring(_ family: IPFamily, isOpen: Bool) async throws {
        guard let chains = try await chains(family), let script = Self.script(chains, isOpen: isOpen) else { return }
        let program = family == .v4 ? "iptables-legacy-restore" : "ip6tables-legacy-restore"
        let path = directory.map { "\($0)/\(program)" } ?? program
        let restore = Command([path, "--noflush", "--wait", "5"])
        let outcome: Command.Outcome
        do {
            outcome = try await namespace.run { try restore.run(input: script, timeLimit: .seconds(10)) }
        } catch {
            throw DataplaneError(error, during: "change the filter of iptables-legacy")
        }
        guard outcome.code == 0 else {
            let output = outcome.output.split(separator: "\n").joined(separator: " ")
            throw DataplaneError.failed("change Docker's filter: \(program): exit \(outcome.code): \(output)")
        }
    }

    /// Calls a function once a `DOCKER-USER` exists and after each change of it, until the task is cancelled.
    ///
    /// The legacy filter reports no changes, so its chains are read every two seconds. Docker creates `DOCKER-USER` after mdnp has started.
    func watch(_ changed: () -> Void) async {
        var known: [DockerChains?] = [nil, nil]
        while !Task.isCancelled {
            // A failed reading is repeated with the next one.
            let now = (try? await chains()) ?? known
            if now != known { changed() }
            known = now
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func chains() async throws -> [DockerChains?] {
        [try await chains(.v4), try await chains(.v6)]
    }

    /// Returns the script for one transaction; nil if there is no change.
    ///
    /// The script deletes mdnp rules by their contents, never by their number, and inserts them in their places.
    private static func script(_ chains: DockerChains, isOpen: Bool) -> String? {
        let different = chains.changing(isOpen: isOpen)
        guard !different.isEmpty else { return nil }
        let lines = different.flatMap { commands($0, of: chains, isOpen: isOpen) }
        return (["*\(DockerFilter.table)"] + lines + ["COMMIT"]).map { $0 + "\n" }.joined()
    }

    private static func commands(_ chain: DockerChains.Chain, of chains: DockerChains, isOpen: Bool) -> [String] {
        let name = chain.rawValue
        let wanted = chains.wanted(in: chain, isOpen: isOpen)
        if chain == .between {
            // The line creates a chain, or empties an existing one.
            guard let wanted else { return ["-F \(name)", "-X \(name)"] }
            return [":\(name) - [0:0]"] + wanted.map { "-A \(name) \(arguments(of: $0))" }
        }
        let deletions = (chains.rules(of: chain) ?? []).filter(\.isOwn).map { "-D \(name) \(arguments(of: $0))" }
        // Numbers count from 1, after the deletion of the mdnp rules.
        let insertions = (wanted ?? []).enumerated().filter(\.element.isOwn).map { place, kind in
            "-I \(name) \(1 + place) \(arguments(of: kind))"
        }
        return deletions + insertions
    }

    private static func arguments(of kind: DockerChains.Rule) -> String {
        switch kind {
        case .ours: "-m mark --mark \(bits(FirewallTable.allowed, of: FirewallTable.allowed)) -j ACCEPT"
        case .showing:
            "-m mark --mark \(bits(FirewallTable.undecided, of: FirewallTable.decision)) -j \(DockerChains.Chain.between.rawValue)"
        case .marking(let mark): "-j MARK --set-xmark \(bits(mark, of: FirewallTable.decision))"
        case .dropping: "-j DROP"
        case .leading: "-j \(DockerChains.Chain.user.rawValue)"
        case .returning: "-j RETURN"
        case .other: ""
        }
    }

    private static func bits(_ mark: UInt32, of mask: UInt32) -> String {
        "0x" + String(mark, radix: 16) + "/0x" + String(mask, radix: 16)
    }

    /// Reads the chains of the namespace of the calling thread.
    private static func chains(_ family: IPFamily) throws -> DockerChains? {
        try table(family).flatMap { DockerChains($0) }
    }

    private static func table(_ family: IPFamily) throws -> LegacyTable? {
        let tables = family == .v4 ? XTables.ipv4 : XTables.ipv6
        // Reading a missing table would create it.
        guard try tables.tables().contains(DockerFilter.table) else { return nil }
        return LegacyTable(family, table: try tables.table(DockerFilter.table))
    }
}

extension DockerChains {
    /// Reads the chains of a table; nil without a `DOCKER-USER`.
    init?(_ table: LegacyTable) {
        guard let user = table.chains.first(where: { $0.name == Chain.user.rawValue }) else { return nil }
        let between = table.chains.first { $0.name == Chain.between.rawValue }
        func kinds(_ rules: [LegacyTable.Entry]) -> [Rule] {
            rules.map { $0.rule.kind(user: user.offset, between: between?.offset) }
        }
        self.init(
            user: kinds(user.rules),
            forward: kinds(table.forward.rules),
            between: between.map { kinds($0.rules) },
            dropsTheRest: table.forward.policy == .drop
        )
    }
}

extension LegacyRule {
    /// Returns the kind of the rule; the offsets are those of `DOCKER-USER` and of the mdnp chain in the table.
    fileprivate func kind(user: Int, between: Int?) -> DockerChains.Rule {
        guard !hasConditions else { return .other }
        return switch (matches.count, verdict) {
        case (0, .return): .returning
        case (0, .drop): .dropping
        case (0, .jump(let target)) where target == user: .leading
        case (0, nil): MarkTarget(target)?.kind ?? .other
        case (1, .accept) where sets(for: FirewallTable.allowed, in: FirewallTable.allowed): .ours
        case (1, .jump(let target)) where target == between:
            sets(
                for: FirewallTable.undecided,
                in: FirewallTable.decision
            ) ? .showing : .other
        default: .other
        }
    }

    /// Returns a Boolean value that indicates whether the first match of the rule is a mark.
    private func sets(for mark: UInt32, in mask: UInt32) -> Bool {
        guard let match = matches.first, match.name == "mark" else { return false }
        return MarkMatch(revision: match.revision, details: match.details) == MarkMatch(mark: mark, mask: mask)
    }
}
