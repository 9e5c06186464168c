// SPDX-License-Identifier: Apache-2.0

/// Changes of the ruleset that the kernel makes all at once, or not at all.
public struct NFBatch: Hashable, Sendable {
    /// The changes, in order.
    public private(set) var commands: [NFCommand] = []

    /// A batch without changes.
    public init() {}

    /// Adds a change at the end.
    public mutating func append(_ command: NFCommand) {
        commands.append(command)
    }

    /// The number of nf_tables among the parts of netfilter (`NFNL_SUBSYS_NFTABLES`).
    static var subsystem: UInt16 { 10 }

    /// The message that begins a batch, and that is refused (`ERESTART`) if the ruleset is not of this generation.
    public static func begin(generation: UInt32?) -> NetlinkMessage {
        NetlinkMessage(type: .beginBatch, flags: .request, payload: NFBatchBoundary(generation: generation))
    }

    /// The message that ends a batch, without which the kernel forgets it.
    public static var end: NetlinkMessage {
        NetlinkMessage(type: .endBatch, flags: .request, payload: NFBatchBoundary())
    }
}
