// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import NetlinkWire

/// A change in the ruleset of a network namespace.
public enum NFTablesEvent: Hashable, Sendable {
    /// A new or changed table.
    case table(NFTable)
    /// A deleted table.
    case tableRemoved(NFTable)
    /// A new or changed chain.
    case chain(NFChain)
    /// A deleted chain.
    case chainRemoved(NFChain)
    /// A new rule.
    case rule(NFRule)
    /// A deleted rule.
    case ruleRemoved(NFRule)
    /// A new set.
    case set(NFSet)
    /// A deleted set.
    case setRemoved(NFSet)
    /// Elements added to a set.
    case elements(NFElementList)
    /// Elements deleted from a set.
    case elementsRemoved(NFElementList)
    /// The end of a batch, with the process that committed it and the port id of its socket (``NetlinkSocket/portID``).
    case generation(NFGeneration, portID: UInt32)
    /// A loss of events, after which the state must be read again (`ENOBUFS`).
    case overrun

    /// The multicast group of nf_tables (`NFNLGRP_NFTABLES`).
    private static var group: UInt32 { 7 }

    /// Returns the changes of a namespace's ruleset, until the reader stops.
    ///
    /// The call subscribes before it returns, so a state that is read afterwards misses no change. At most `capacity` events are buffered
    /// for a slow reader. Beyond that, an overrun replaces the oldest events.
    ///
    /// Changes through the sockets in `portIDs` (``NetlinkSocket/portID``) are skipped before they are decoded.
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
