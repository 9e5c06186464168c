// SPDX-License-Identifier: Apache-2.0

/// The operational state of a link, as defined by RFC 2863 (`IF_OPER_…`).
public struct OperationalState: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// Creates a state from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The driver reports no state; loopbacks remain in this state (`IF_OPER_UNKNOWN`).
    public static let unknown = OperationalState(rawValue: 0)
    /// A component of the link is missing (`IF_OPER_NOTPRESENT`).
    public static let notPresent = OperationalState(rawValue: 1)
    /// The link cannot pass packets (`IF_OPER_DOWN`).
    public static let down = OperationalState(rawValue: 2)
    /// A lower layer is down, such as the peer of a veth (`IF_OPER_LOWERLAYERDOWN`).
    public static let lowerLayerDown = OperationalState(rawValue: 3)
    /// The link is in a test (`IF_OPER_TESTING`).
    public static let testing = OperationalState(rawValue: 4)
    /// The link waits for an external event (`IF_OPER_DORMANT`).
    public static let dormant = OperationalState(rawValue: 5)
    /// The link passes packets (`IF_OPER_UP`).
    public static let up = OperationalState(rawValue: 6)
}
