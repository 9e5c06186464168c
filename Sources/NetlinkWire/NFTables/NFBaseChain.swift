// SPDX-License-Identifier: Apache-2.0

/// What makes a chain a base chain: the kernel sends it packets.
public struct NFBaseChain: Hashable, Sendable {
    /// What a packet meets when no rule decided.
    public struct Policy: RawRepresentable, Hashable, Sendable {
        /// The number as it travels.
        public let rawValue: UInt32

        /// The policy of a number.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// It is dropped (`NF_DROP`).
        public static let drop = Policy(rawValue: 0)
        /// It goes on (`NF_ACCEPT`).
        public static let accept = Policy(rawValue: 1)
    }

    /// `"filter"`, `"nat"` or `"route"` (`NFTA_CHAIN_TYPE`).
    public var type: String
    /// Where it sees packets (`NFTA_HOOK_HOOKNUM`).
    public var hook: NFHook
    /// Its place among the chains of one hook, lowest first (`NFTA_HOOK_PRIORITY`).
    public var priority: Int32
    /// What happens at its end (`NFTA_CHAIN_POLICY`).
    public var policy: Policy
    /// Attributes of the hook that this type does not know, such as the devices that it is on.
    public var unknown: [Attribute] = []

    /// A base chain; `filter - 10` in the words of `nft` is the type `"filter"` with priority -10.
    public init(type: String = "filter", hook: NFHook, priority: Int32, policy: Policy = .accept) {
        self.type = type
        self.hook = hook
        self.priority = priority
        self.policy = policy
    }
}
