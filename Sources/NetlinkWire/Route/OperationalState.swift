// SPDX-License-Identifier: Apache-2.0

/// The state of a link as RFC 2863 has it (`IF_OPER_…`).
public struct OperationalState: RawRepresentable, Hashable, Sendable {
    /// The number as it travels.
    public let rawValue: UInt8

    /// The state of this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The driver does not tell; loopbacks stay here (`IF_OPER_UNKNOWN`).
    public static let unknown = OperationalState(rawValue: 0)
    /// Some part of it is missing (`IF_OPER_NOTPRESENT`).
    public static let notPresent = OperationalState(rawValue: 1)
    /// It cannot pass packets (`IF_OPER_DOWN`).
    public static let down = OperationalState(rawValue: 2)
    /// What it stands on is down, such as the other end of a veth (`IF_OPER_LOWERLAYERDOWN`).
    public static let lowerLayerDown = OperationalState(rawValue: 3)
    /// It is being tested (`IF_OPER_TESTING`).
    public static let testing = OperationalState(rawValue: 4)
    /// It waits for something outside (`IF_OPER_DORMANT`).
    public static let dormant = OperationalState(rawValue: 5)
    /// It passes packets (`IF_OPER_UP`).
    public static let up = OperationalState(rawValue: 6)
}
