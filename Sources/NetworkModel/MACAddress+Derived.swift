// SPDX-License-Identifier: Apache-2.0

import Addressing

extension MACAddress {
    /// A locally administered unicast address that stands for an IP address: `02:6d` and the four bytes of an IPv4
    /// address, so that an operator reads one in the other; a hash of an IPv6 address.
    init(derivedFrom address: IPAddress) {
        switch address {
        case .v4(let address): self.init(local: 0x6d << 32 | UInt64(address.rawValue), kind: 0x02)
        case .v6(let address): self.init(derivedFrom: "address/\(address)")
        }
    }

    /// A locally administered unicast address that stands for a text, the same on every host and after every start.
    init(derivedFrom text: String) {
        // FNV-1a: no secret to keep, only to be the same each time.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        self.init(local: hash ^ hash >> 40, kind: 0x06)
    }

    /// The lowest 40 bits of a number behind a first byte that says "locally administered, unicast".
    private init(local number: UInt64, kind: UInt64) {
        self.init(truncatingIfNeeded: kind << 40 | number & 0xff_ffff_ffff)
    }
}
