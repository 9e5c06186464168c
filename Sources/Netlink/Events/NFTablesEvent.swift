// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import NetlinkWire

/// Something that changed in the ruleset of a network namespace.
public enum NFTablesEvent: Hashable, Sendable {
    /// A table was made or changed.
    case table(NFTable)
    /// A table is gone.
    case tableRemoved(NFTable)
    /// A chain was made or changed.
    case chain(NFChain)
    /// A chain is gone.
    case chainRemoved(NFChain)
    /// A rule was made.
    case rule(NFRule)
    /// A rule is gone.
    case ruleRemoved(NFRule)
    /// A set was made.
    case set(NFSet)
    /// A set is gone.
    case setRemoved(NFSet)
    /// Elements were added to a set.
    case elements(NFElementList)
    /// Elements of a set are gone.
    case elementsRemoved(NFElementList)
    /// All of one batch has been told; who committed it, by process and by the socket it was sent from (``NetlinkSocket/portID``).
    case generation(NFGeneration, portID: UInt32)
    /// Events were lost: what is known has to be read again (`ENOBUFS`).
    case overrun

    /// The number of the group of nf_tables (`NFNLGRP_NFTABLES`).
    private static var group: UInt32 { 7 }

    /// Gives what happens to the ruleset of a namespace from now on, until the reader stops reading.
    ///
    /// It joins the group before it returns, so that what is read afterwards misses nothing. As many events as the
    /// capacity says wait for a slow reader, before the oldest give way to an overrun.
    ///
    /// What was changed through certain sockets (``NetlinkSocket/portID``) can be left out: it costs its reader nothing then.
    ///
    /// Equivalent to: `nft monitor`
    public static func stream(
        in namespace: NetworkNamespace? = nil,
        without portIDs: Set<UInt32> = [],
        capacity: Int = 8192
    ) throws(NetlinkError) -> AsyncStream<NFTablesEvent> {
        try NetlinkSubscription.events(
            .netfilter,
            groups: [group],
            in: namespace,
            capacity: capacity,
            overrun: .overrun,
            decode: { message throws(DecodeError) in
                if message.type != .overrun && portIDs.contains(message.portID) { return nil }
                return try NFTablesEvent(message)
            }
        )
    }

    init?(_ message: NetlinkMessage) throws(DecodeError) {
        let payload = message.payload
        switch message.type {
        case .newTable: self = .table(try NFTable(payload: payload))
        case .deleteTable: self = .tableRemoved(try NFTable(payload: payload))
        case .newChain: self = .chain(try NFChain(payload: payload))
        case .deleteChain: self = .chainRemoved(try NFChain(payload: payload))
        case .newRule: self = .rule(try NFRule(payload: payload))
        case .deleteRule: self = .ruleRemoved(try NFRule(payload: payload))
        case .newSet: self = .set(try NFSet(payload: payload))
        case .deleteSet: self = .setRemoved(try NFSet(payload: payload))
        case .newElements: self = .elements(try NFElementList(payload: payload))
        case .deleteElements: self = .elementsRemoved(try NFElementList(payload: payload))
        case .newGeneration: self = .generation(try NFGeneration(payload: payload), portID: message.portID)
        case .overrun: self = .overrun
        default: return nil
        }
    }
}
