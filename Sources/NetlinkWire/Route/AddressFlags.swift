// SPDX-License-Identifier: Apache-2.0

/// The flags of an address on a link (`IFA_F_…`).
public struct AddressFlags: OptionSet, Hashable, Sendable {
    /// The bits on the wire; the lower 8 are also in the header.
    public let rawValue: UInt32

    /// Creates flags from their bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// A secondary address: another address of the subnet is the primary one (`IFA_F_SECONDARY`).
    public static let secondary = AddressFlags(rawValue: 0x1)
    /// The address is used without duplicate address detection (`IFA_F_NODAD`).
    public static let noDuplicateDetection = AddressFlags(rawValue: 0x2)
    /// The address may be used before duplicate address detection completes (`IFA_F_OPTIMISTIC`).
    public static let optimistic = AddressFlags(rawValue: 0x4)
    /// Another host has the address, which is therefore not used (`IFA_F_DADFAILED`).
    public static let duplicate = AddressFlags(rawValue: 0x8)
    /// The preferred lifetime has expired (`IFA_F_DEPRECATED`).
    public static let deprecated = AddressFlags(rawValue: 0x20)
    /// Duplicate address detection is not complete (`IFA_F_TENTATIVE`).
    public static let tentative = AddressFlags(rawValue: 0x40)
    /// The address does not expire (`IFA_F_PERMANENT`).
    public static let permanent = AddressFlags(rawValue: 0x80)
    /// The kernel adds no route to the subnet of the address (`IFA_F_NOPREFIXROUTE`).
    public static let noPrefixRoute = AddressFlags(rawValue: 0x200)
}
