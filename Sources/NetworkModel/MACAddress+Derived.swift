// SPDX-License-Identifier: Apache-2.0

import Addressing

extension MACAddress {
    /// Creates a locally administered unicast address from an IP address.
    ///
    /// `02:6d` precedes the four bytes of an IPv4 address, so that an operator recognizes it; an IPv6 address is hashed.
    init(derivedFrom address: IPAddress) {
        switch address {
        case .v4(let address): self.init(local: 0x6d << 32 | UInt64(address.rawValue), kind: 0x02)
        case .v6(let address): self.init(derivedFrom: "address/\(address)")
        }
    }

    /// Creates a locally administered unicast address from a text, the same on every host and after every start.
    init(derivedFrom text: String) {
        // FNV-1a: stability matters, secrecy does not.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        self.init(local: hash ^ hash >> 40, kind: 0x06)
    }

    /// Creates an address from the lowest 40 bits of a number, behind a first byte for "locally administered, unicast".
    private init(local number: UInt64, kind: UInt64) {
        self.init(truncatingIfNeeded: kind << 40 | number & 0xff_ffff_ffff)
    }
}
