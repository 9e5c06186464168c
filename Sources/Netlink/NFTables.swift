// SPDX-License-Identifier: Apache-2.0

public import NetlinkWire

/// The ruleset of a network namespace (`nf_tables`).
public struct NFTables: Sendable {
    private let exchange: any NetlinkExchange

    /// Creates a view of the ruleset behind a socket of the family ``NetlinkFamily/netfilter``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Applies all changes of a batch at once, or none of them.
    ///
    /// With a generation, the commit fails with `ERESTART` (``NetlinkError/isOutdated``) if the ruleset has changed since. The error names
    /// the change that the kernel rejected.
    ///
    /// Equivalent to: `nft -f file`
    public func commit(_ batch: NFBatch, ifAt generation: NFGeneration? = nil) throws(NetlinkError) {
        if batch.commands.isEmpty { return }
        let begin = NetlinkRequest("begin batch", subject: "", message: NFBatch.begin(generation: generation?.id))
        let commands = batch.commands.map { NetlinkRequest($0.operation, subject: $0.subject, message: $0.message) }
        let end = NetlinkRequest("end batch", subject: "", message: NFBatch.end)
        _ = try exchange.exchange([begin] + commands + [end])
    }

    /// Returns the generation of the ruleset, which each committed change increments.
    public func generation() throws(NetlinkError) -> NFGeneration {
        let request = NetlinkRequest("get generation", subject: "", type: .getGeneration, flags: [], body: NFRequest())
        guard let generation = try exchange.read(request, expecting: .newGeneration, as: NFGeneration.self).first else {
            throw request.error(.unanswered)
        }
        return generation
    }

    /// Lists the tables of a family, or of all families.
    ///
    /// Equivalent to: `nft list tables inet`
    public func tables(family: NFFamily = .unspecified) throws(NetlinkError) -> [NFTable] {
        try exchange.read(
            .list("list tables", subject: "", type: .getTable, body: NFRequest(family: family)),
            expecting: .newTable
        )
    }

    /// Lists the chains of a table.
    ///
    /// Equivalent to: `nft list chains inet`, for one table
    public func chains(family: NFFamily, table: String) throws(NetlinkError) -> [NFChain] {
        // The kernel ignores the table in the request, and lists the chains of all tables.
        let chains: [NFChain] = try exchange.read(
            .list("list chains", subject: table, type: .getChain, body: NFRequest(family: family)),
            expecting: .newChain
        )
        return chains.filter { $0.table == table }
    }

    /// Lists the rules of a table or of one chain, in their order within each chain.
    ///
    /// Equivalent to: `nft list chain inet mdnp forward`
    public func rules(family: NFFamily, table: String, chain: String? = nil) throws(NetlinkError) -> [NFRule] {
        let subject = chain.map { "\(table) \($0)" } ?? table
        let request = NFRequest(family: family, table: table, name: chain)
        return try exchange.read(
            .list("list rules", subject: subject, type: .getRule, body: request),
            expecting: .newRule
        )
    }

    /// Lists the sets and maps of a table, without their elements.
    ///
    /// Equivalent to: `nft list sets inet`, for one table
    public func sets(family: NFFamily, table: String) throws(NetlinkError) -> [NFSet] {
        try exchange.read(
            .list("list sets", subject: table, type: .getSet, body: NFRequest(family: family, table: table)),
            expecting: .newSet
        )
    }

    /// Lists the elements of a set, in no particular order.
    ///
    /// A set without a capacity (`NFSet`) may be resized during the list. The kernel then repeats some elements and omits others, without
    /// an error. A list with repetitions is requested again.
    ///
    /// Equivalent to: `nft list set inet mdnp networks`
    public func elements(family: NFFamily, table: String, set: String) throws(NetlinkError) -> [NFElement] {
        let body = NFRequest(family: family, table: table, name: set)
        let request = NetlinkRequest.list("list elements", subject: "\(table) \(set)", type: .getElements, body: body)
        for _ in 0..<NetlinkSocket.attempts {
            let elements = try exchange.read(request, expecting: .newElements, as: NFElementList.self).flatMap(
                \.elements
            )
            let keys = Set(elements.map { $0.key + [UInt8(truncatingIfNeeded: $0.flags)] })
            if keys.count == elements.count { return elements }
        }
        throw request.error(.dumpInterrupted)
    }
}
