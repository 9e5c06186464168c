// SPDX-License-Identifier: Apache-2.0

/// The flags of an address on a link (`IFA_F_…`).
public struct AddressFlags: OptionSet, Hashable, Sendable {
    /// The bits as they travel; the lower 8 are also in the header.
    public let rawValue: UInt32

    /// The flags with these bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Another address of the same subnet came first (`IFA_F_SECONDARY`).
    public static let secondary = AddressFlags(rawValue: 0x1)
    /// It is used without a check for duplicates (`IFA_F_NODAD`).
    public static let noDuplicateDetection = AddressFlags(rawValue: 0x2)
    /// It may be used before the check is done (`IFA_F_OPTIMISTIC`).
    public static let optimistic = AddressFlags(rawValue: 0x4)
    /// Someone else has it: it is not used (`IFA_F_DADFAILED`).
    public static let duplicate = AddressFlags(rawValue: 0x8)
    /// Its preferred time is over (`IFA_F_DEPRECATED`).
    public static let deprecated = AddressFlags(rawValue: 0x20)
    /// The check for duplicates is not done (`IFA_F_TENTATIVE`).
    public static let tentative = AddressFlags(rawValue: 0x40)
    /// It has no end (`IFA_F_PERMANENT`).
    public static let permanent = AddressFlags(rawValue: 0x80)
    /// It brings no route to its subnet (`IFA_F_NOPREFIXROUTE`).
    public static let noPrefixRoute = AddressFlags(rawValue: 0x200)
}
