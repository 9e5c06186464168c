// SPDX-License-Identifier: Apache-2.0

extension MessageType {
    /// Creates a message type of nf_tables: the subsystem in the upper byte (`NFNL_SUBSYS_NFTABLES`), `NFT_MSG_*` in the lower.
    private init(nfTables number: UInt16) {
        self.init(rawValue: NFBatch.subsystem << 8 | number)
    }

    /// The first message of a batch (`NFNL_MSG_BATCH_BEGIN`).
    public static let beginBatch = MessageType(rawValue: 16)
    /// The last message of a batch (`NFNL_MSG_BATCH_END`).
    public static let endBatch = MessageType(rawValue: 17)
    /// A table (`NFT_MSG_NEWTABLE`).
    public static let newTable = MessageType(nfTables: 0)
    /// A request for tables (`NFT_MSG_GETTABLE`).
    public static let getTable = MessageType(nfTables: 1)
    /// The deletion of a table (`NFT_MSG_DELTABLE`).
    public static let deleteTable = MessageType(nfTables: 2)
    /// A chain (`NFT_MSG_NEWCHAIN`).
    public static let newChain = MessageType(nfTables: 3)
    /// A request for chains (`NFT_MSG_GETCHAIN`).
    public static let getChain = MessageType(nfTables: 4)
    /// The deletion of a chain (`NFT_MSG_DELCHAIN`).
    public static let deleteChain = MessageType(nfTables: 5)
    /// A rule (`NFT_MSG_NEWRULE`).
    public static let newRule = MessageType(nfTables: 6)
    /// A request for rules (`NFT_MSG_GETRULE`).
    public static let getRule = MessageType(nfTables: 7)
    /// The deletion of a rule, or of all rules of a chain (`NFT_MSG_DELRULE`).
    public static let deleteRule = MessageType(nfTables: 8)
    /// A set or map (`NFT_MSG_NEWSET`).
    public static let newSet = MessageType(nfTables: 9)
    /// A request for sets (`NFT_MSG_GETSET`).
    public static let getSet = MessageType(nfTables: 10)
    /// The deletion of a set (`NFT_MSG_DELSET`).
    public static let deleteSet = MessageType(nfTables: 11)
    /// Elements of a set (`NFT_MSG_NEWSETELEM`).
    public static let newElements = MessageType(nfTables: 12)
    /// A request for the elements of a set (`NFT_MSG_GETSETELEM`).
    public static let getElements = MessageType(nfTables: 13)
    /// The deletion of elements, or of all elements of a set (`NFT_MSG_DELSETELEM`).
    public static let deleteElements = MessageType(nfTables: 14)
    /// A new generation of the ruleset (`NFT_MSG_NEWGEN`).
    public static let newGeneration = MessageType(nfTables: 15)
    /// A request for the generation (`NFT_MSG_GETGEN`).
    public static let getGeneration = MessageType(nfTables: 16)
}
