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

    func chain(_ family: IPFamily) async throws -> DockerUserChain? {
        try await namespace.run { try Self.chain(family) }
    }

    func bring(_ family: IPFamily, isOpen: Bool) async throws {
        guard let chain = try await chain(family), chain.differs(from: isOpen) else { return }
        let program = family == .v4 ? "iptables-legacy-restore" : "ip6tables-legacy-restore"
        let path = directory.map { "\($0)/\(program)" } ?? program
        let restore = Command([path, "--noflush", "--wait", "5"])
        let outcome: Command.Outcome
        do {
            let script = Self.script(chain, isOpen: isOpen)
            outcome = try await namespace.run { try restore.run(input: script, timeLimit: .seconds(10)) }
        } catch {
            throw DataplaneError("change \(DockerFilter.chain) of iptables-legacy: \(error)")
        }
        guard outcome.code == 0 else {
            let words = outcome.output.split(separator: "\n").joined(separator: " ")
            throw DataplaneError("change \(DockerFilter.chain): \(program): exit \(outcome.code): \(words)")
        }
    }

    /// Calls once there is a `DOCKER-USER` and whenever it is another than two seconds ago, until the task is cancelled.
    ///
    /// The legacy filter tells nobody that it was changed, and Docker makes its chain some time after mdnp has started.
    func watch(_ changed: () -> Void) async {
        var known: [DockerUserChain?] = [nil, nil]
        while !Task.isCancelled {
            // What cannot be read now can be the next time.
            let now = (try? await chains()) ?? known
            if now != known { changed() }
            known = now
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func chains() async throws -> [DockerUserChain?] {
        [try await chain(.v4), try await chain(.v6)]
    }

    /// All in one transaction: mdnp's rules out, by what they say and never by their number, and one in where it belongs.
    private static func script(_ chain: DockerUserChain, isOpen: Bool) -> String {
        let bit = "0x" + String(FirewallRules.allowed, radix: 16)
        let rule = "-m mark --mark \(bit)/\(bit) -j ACCEPT"
        var lines = ["*\(DockerFilter.table)"] + chain.ours.map { _ in "-D \(DockerFilter.chain) \(rule)" }
        if isOpen {
            // Counted from 1, when mdnp's own are out already.
            let place = 1 + chain.place - chain.ours.count { $0 < chain.place }
            let isLast = chain.place == chain.rules.count
            lines.append(isLast ? "-A \(DockerFilter.chain) \(rule)" : "-I \(DockerFilter.chain) \(place) \(rule)")
        }
        return (lines + ["COMMIT"]).map { $0 + "\n" }.joined()
    }

    /// The chain of the namespace that the calling thread is in.
    private static func chain(_ family: IPFamily) throws -> DockerUserChain? {
        let tables = family == .v4 ? XTables.ipv4 : XTables.ipv6
        // Reading would make the table.
        guard try tables.tables().contains(DockerFilter.table) else { return nil }
        let table = LegacyTable(family, try tables.entries(of: DockerFilter.table))
        return table.rules(of: DockerFilter.chain).map { DockerUserChain(rules: $0.map(\.kind)) }
    }
}

extension LegacyRule {
    fileprivate var kind: DockerUserChain.Rule {
        guard !hasConditions else { return .other }
        return switch (matches.count, verdict) {
        case (0, .return): .returning
        case (1, .accept) where isOwnMatch(matches[0]): .ours
        default: .other
        }
    }

    private func isOwnMatch(_ match: Match) -> Bool {
        match.name == "mark"
            && MarkMatch(revision: match.revision, details: match.details) == MarkMatch(mark: FirewallRules.allowed)
    }
}
