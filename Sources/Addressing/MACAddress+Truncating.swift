// SPDX-License-Identifier: Apache-2.0

extension MACAddress {
    /// Creates an address from the lowest 48 bits of a number.
    public init(truncatingIfNeeded number: UInt64) {
        rawValue = number & 0xffff_ffff_ffff
    }
}
