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

    /// All in one transaction: mdnp's rules out, by what they say and never by their number, and one in where it belongs; nil where nothing
    /// is to be done.
    private static func script(_ chains: DockerChains, isOpen: Bool) -> String? {
        let different = DockerChains.Chain.allCases.filter { chains.differs(in: $0, from: isOpen) }
        guard !different.isEmpty else { return nil }
        let lines = different.flatMap { commands($0, of: chains, isOpen: isOpen) }
        return (["*\(DockerFilter.table)"] + lines + ["COMMIT"]).map { $0 + "\n" }.joined()
    }

    private static func commands(_ chain: DockerChains.Chain, of chains: DockerChains, isOpen: Bool) -> [String] {
        let bit = "0x" + String(FirewallTable.allowed, radix: 16)
        let rule = "-m mark --mark \(bit)/\(bit) -j ACCEPT"
        let deletions = chains.ours(in: chain).map { _ in "-D \(chain.rawValue) \(rule)" }
        guard isOpen, let place = chains.place(in: chain) else { return deletions }
        // Counted from 1, when mdnp's own are out already.
        return deletions + ["-I \(chain.rawValue) \(1 + place) \(rule)"]
    }

    /// The chains of the namespace that the calling thread is in.
    private static func chains(_ family: IPFamily) throws -> DockerChains? {
        try table(family).flatMap { DockerChains($0) }
    }

    private static func table(_ family: IPFamily) throws -> LegacyTable? {
        let tables = family == .v4 ? XTables.ipv4 : XTables.ipv6
        // Reading would make the table.
        guard try tables.tables().contains(DockerFilter.table) else { return nil }
        return LegacyTable(family, try tables.table(DockerFilter.table))
    }
}

extension DockerChains {
    /// The chains of a table; nil if it has no `DOCKER-USER`.
    init?(_ table: LegacyTable) {
        guard let user = table.chains.first(where: { $0.name == Chain.user.rawValue }) else { return nil }
        self.init(
            user: user.rules.map { $0.rule.kind() },
            forward: table.forward.rules.map { $0.rule.kind(leadingTo: user.offset) },
            dropsTheRest: table.forward.policy == .drop
        )
    }
}

extension LegacyRule {
    /// What the rule is, where `DOCKER-USER` begins so many bytes behind the table's start.
    fileprivate func kind(leadingTo offset: Int? = nil) -> DockerChains.Rule {
        guard !hasConditions else { return .other }
        return switch (matches.count, verdict) {
        case (0, .return): .returning
        case (0, .jump(let target)) where target == offset: .leading
        case (1, .accept) where isOwnMatch(matches[0]): .ours
        default: .other
        }
    }

    private func isOwnMatch(_ match: Match) -> Bool {
        match.name == "mark"
            && MarkMatch(revision: match.revision, details: match.details) == MarkMatch(mark: FirewallTable.allowed)
    }
}
