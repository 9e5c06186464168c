// SPDX-License-Identifier: Apache-2.0

/// The properties of a base chain, which receives packets from the kernel at a hook.
public struct NFBaseChain: Hashable, Sendable {
    /// The policy for packets that no rule decides.
    public struct Policy: RawRepresentable, Hashable, Sendable {
        /// The number on the wire.
        public let rawValue: UInt32

        /// Creates a policy from the kernel's number.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// The packet is dropped (`NF_DROP`).
        public static let drop = Policy(rawValue: 0)
        /// The packet continues (`NF_ACCEPT`).
        public static let accept = Policy(rawValue: 1)
    }

    /// The chain type: `"filter"`, `"nat"` or `"route"` (`NFTA_CHAIN_TYPE`).
    public var type: String
    /// The hook at which the chain receives packets (`NFTA_HOOK_HOOKNUM`).
    public var hook: NFHook
    /// The position among the chains of one hook, lowest first (`NFTA_HOOK_PRIORITY`).
    public var priority: Int32
    /// The policy at the end of the chain (`NFTA_CHAIN_POLICY`).
    public var policy: Policy
    /// The attributes of the hook that this type does not decode, such as its devices.
    public var unknown: [Attribute] = []

    /// Creates a base chain; `filter - 10` in `nft` is the type `"filter"` with priority -10.
    public init(type: String = "filter", hook: NFHook, priority: Int32, policy: Policy = .accept) {
        self.type = type
        self.hook = hook
        self.priority = priority
        self.policy = policy
    }
}
