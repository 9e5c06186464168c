// SPDX-License-Identifier: Apache-2.0

extension NFBatch {
    // MARK: Tables

    /// Creates a table.
    ///
    /// An existing table remains unchanged, or fails with `EEXIST` if `exclusively` is true.
    ///
    /// Equivalent to: `nft add table inet mdnp`, or `nft create table …`
    public mutating func add(_ table: NFTable, exclusively: Bool = false) {
        append(
            NFCommand("add table", subject: table.name, type: .newTable, flags: Self.making(exclusively), body: table)
        )
    }

    /// Deletes a table and all its content; fails with `ENOENT` if the table does not exist.
    ///
    /// Equivalent to: `nft delete table inet mdnp`
    public mutating func delete(_ table: NFTable) {
        let named = NFTable(family: table.family, name: table.name)
        append(NFCommand("delete table", subject: table.name, type: .deleteTable, flags: [], body: named))
    }

    // MARK: Chains

    /// Creates a chain.
    ///
    /// An existing chain gets the new policy, or fails with `EEXIST` if `exclusively` is true.
    ///
    /// Equivalent to: `nft add chain inet mdnp forward '{ type filter hook forward priority -10; }'`
    public mutating func add(_ chain: NFChain, exclusively: Bool = false) {
        append(
            NFCommand(
                "add chain",
                subject: "\(chain.table) \(chain.name)",
                type: .newChain,
                flags: Self.making(exclusively),
                body: chain
            )
        )
    }

    /// Deletes a chain and its rules; fails with `EBUSY` if a rule jumps to the chain.
    ///
    /// Equivalent to: `nft delete chain inet mdnp forward`
    public mutating func delete(_ chain: NFChain) {
        let named = NFChain(family: chain.family, table: chain.table, name: chain.name)
        append(
            NFCommand(
                "delete chain",
                subject: "\(chain.table) \(chain.name)",
                type: .deleteChain,
                flags: [],
                body: named
            )
        )
    }

    // MARK: Rules

    /// Adds a rule at the end of its chain, or after the rule at its position.
    ///
    /// Equivalent to: `nft add rule inet mdnp forward …`
    public mutating func add(_ rule: NFRule) {
        append(NFCommand("add rule", subject: rule.subject, type: .newRule, flags: [.create, .append], body: rule))
    }

    /// Inserts a rule at the start of its chain, or before the rule at its position.
    ///
    /// Equivalent to: `nft insert rule inet mdnp forward …`
    public mutating func insert(_ rule: NFRule) {
        append(NFCommand("insert rule", subject: rule.subject, type: .newRule, flags: .create, body: rule))
    }

    /// Replaces the rule that has the same handle.
    ///
    /// Equivalent to: `nft replace rule inet mdnp forward handle 4 …`
    public mutating func replace(_ rule: NFRule) {
        append(NFCommand("replace rule", subject: rule.subject, type: .newRule, flags: .replace, body: rule))
    }

    /// Deletes the rule with the same handle, or all rules of the chain if the handle is nil.
    ///
    /// Equivalent to: `nft delete rule inet mdnp forward handle 4`, or `nft flush chain inet mdnp forward`
    public mutating func delete(_ rule: NFRule) {
        var named = NFRule(family: rule.family, table: rule.table, chain: rule.chain, expressions: [])
        named.handle = rule.handle
        append(NFCommand("delete rule", subject: rule.subject, type: .deleteRule, flags: [], body: named))
    }

    // MARK: Sets

    /// Creates a set or map.
    ///
    /// Fails with `EEXIST` if a different set has the name, or if any set has the name and `exclusively` is true.
    ///
    /// Equivalent to: `nft add set inet mdnp networks '{ type ifname; }'`
    public mutating func add(_ set: NFSet, exclusively: Bool = false) {
        append(
            NFCommand(
                "add set",
                subject: "\(set.table) \(set.name)",
                type: .newSet,
                flags: Self.making(exclusively),
                body: set
            )
        )
    }

    /// Deletes a set and its elements; fails with `EBUSY` if a rule uses the set.
    ///
    /// Equivalent to: `nft delete set inet mdnp networks`
    public mutating func delete(_ set: NFSet) {
        let named = NFRequest(family: set.family, table: set.table, name: set.name)
        append(NFCommand("delete set", subject: "\(set.table) \(set.name)", type: .deleteSet, flags: [], body: named))
    }

    // MARK: Elements

    /// Adds elements to a set.
    ///
    /// Existing elements remain, or fail with `EEXIST` if `exclusively` is true.
    ///
    /// Equivalent to: `nft add element inet mdnp networks { … }`
    public mutating func add(_ list: NFElementList, exclusively: Bool = false) {
        for chunk in list.chunks {
            append(
                NFCommand(
                    "add elements",
                    subject: list.subject,
                    type: .newElements,
                    flags: Self.making(exclusively),
                    body: chunk
                )
            )
        }
    }

    /// Deletes elements of a set; fails with `ENOENT` if an element does not exist.
    ///
    /// Equivalent to: `nft delete element inet mdnp networks { … }`
    public mutating func delete(_ list: NFElementList) {
        for chunk in list.chunks {
            append(NFCommand("delete elements", subject: list.subject, type: .deleteElements, flags: [], body: chunk))
        }
    }

    /// Deletes all elements of a set.
    ///
    /// Equivalent to: `nft flush set inet mdnp networks`
    public mutating func flush(_ set: NFSet) {
        let all = NFElementList(family: set.family, table: set.table, set: set.name, elements: [])
        append(NFCommand("flush set", subject: all.subject, type: .deleteElements, flags: [], body: all))
    }

    private static func making(_ exclusively: Bool) -> NetlinkFlags {
        exclusively ? [.create, .exclusive] : .create
    }
}

extension NFRule {
    fileprivate var subject: String { "\(table) \(chain)" }
}

extension NFElementList {
    fileprivate var subject: String { "\(table) \(set)" }
}
