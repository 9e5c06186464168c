// SPDX-License-Identifier: Apache-2.0

/// A transaction of ruleset changes, which the kernel applies completely or not at all.
public struct NFBatch: Hashable, Sendable {
    /// The changes, in order.
    public private(set) var commands: [NFCommand] = []

    /// Creates an empty batch.
    public init() {}

    /// Appends a change.
    public mutating func append(_ command: NFCommand) {
        commands.append(command)
    }

    /// The netfilter subsystem number of nf_tables (`NFNL_SUBSYS_NFTABLES`).
    static var subsystem: UInt16 { 10 }

    /// Returns the message that begins a batch; the kernel rejects the batch with `ERESTART` if the ruleset has another generation.
    public static func begin(generation: UInt32?) -> NetlinkMessage {
        NetlinkMessage(type: .beginBatch, flags: .request, payload: NFBatchBoundary(generation: generation))
    }

    /// The message that ends a batch; without it, the kernel discards the batch.
    public static var end: NetlinkMessage {
        NetlinkMessage(type: .endBatch, flags: .request, payload: NFBatchBoundary())
    }
}
