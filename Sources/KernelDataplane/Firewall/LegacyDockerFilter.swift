// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import NetworkModel

/// `DOCKER-USER` as `iptables-legacy` keeps it: the one place where a process is unavoidable, and only to change it.
///
/// Looking needs none: nothing is run where the legacy filter has no such chain, or has it as it should be.
struct LegacyDockerFilter: DockerFilterBackend {
    /// Whose filter, or nil for the process's own.
    private let namespace: NetworkNamespace?
    /// Where `iptables-legacy-restore` is, or nil for wherever `PATH` finds it.
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
            let words = outcome.output.split(separator: "\n").joined(separator: " ")
            throw DataplaneError.failed("change Docker's filter: \(program): exit \(outcome.code): \(words)")
        }
    }

    /// Calls once there is a `DOCKER-USER` and whenever it is another than two seconds ago, until the task is cancelled.
    ///
    /// The legacy filter tells nobody that it was changed, and Docker makes its chain some time after mdnp has started.
    func watch(_ changed: () -> Void) async {
        var known: [DockerChains?] = [nil, nil]
        while !Task.isCancelled {
            // What cannot be read now can be the next time.
            let now = (try? await chains()) ?? known
            if now != known { changed() }
            known = now
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func chains() async throws -> [DockerChains?] {
        [try await chains(.v4), try await chains(.v6)]
    }

    /// All in one transaction: mdnp's rules out, by what they say and never by their number, and in where they belong; nil where nothing
    /// is to be done.
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
            // Said so, a chain is made, or emptied.
            guard let wanted else { return ["-F \(name)", "-X \(name)"] }
            return [":\(name) - [0:0]"] + wanted.map { "-A \(name) \(words(of: $0))" }
        }
        let deletions = (chains.rules(of: chain) ?? []).filter(\.isOwn).map { "-D \(name) \(words(of: $0))" }
        // Counted from 1, when mdnp's own are out already.
        let insertions = (wanted ?? []).enumerated().filter(\.element.isOwn).map { place, kind in
            "-I \(name) \(1 + place) \(words(of: kind))"
        }
        return deletions + insertions
    }

    private static func words(of kind: DockerChains.Rule) -> String {
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

    /// The chains of the namespace that the calling thread is in.
    private static func chains(_ family: IPFamily) throws -> DockerChains? {
        try table(family).flatMap { DockerChains($0) }
    }

    private static func table(_ family: IPFamily) throws -> LegacyTable? {
        let tables = family == .v4 ? XTables.ipv4 : XTables.ipv6
        // Reading would make the table.
        guard try tables.tables().contains(DockerFilter.table) else { return nil }
        return LegacyTable(family, table: try tables.table(DockerFilter.table))
    }
}

extension DockerChains {
    /// The chains of a table; nil if it has no `DOCKER-USER`.
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
    /// What the rule is, where `DOCKER-USER` and mdnp's own chain begin so many bytes behind the table's start.
    fileprivate func kind(user: Int, between: Int?) -> DockerChains.Rule {
        guard !hasConditions else { return .other }
        return switch (matches.count, verdict) {
        case (0, .return): .returning
        case (0, .drop): .dropping
        case (0, .jump(let target)) where target == user: .leading
        case (0, nil): MarkTarget(target)?.kind ?? .other
        case (1, .accept) where asks(for: FirewallTable.allowed, in: FirewallTable.allowed): .ours
        case (1, .jump(let target)) where target == between:
            asks(
                for: FirewallTable.undecided,
                in: FirewallTable.decision
            ) ? .showing : .other
        default: .other
        }
    }

    /// Whether the first thing that the rule asks is a mark.
    private func asks(for mark: UInt32, in mask: UInt32) -> Bool {
        guard let match = matches.first, match.name == "mark" else { return false }
        return MarkMatch(revision: match.revision, details: match.details) == MarkMatch(mark: mark, mask: mask)
    }
}
