// SPDX-License-Identifier: Apache-2.0

extension IPv6Address {
    /// Creates the link-local address that an interface derives from its MAC address (EUI-64).
    ///
    /// The address is `fe80::` with the MAC address around `ff:fe`, and with one inverted bit.
    public init(linkLocalOf mac: MACAddress) {
        let high = UInt128(mac.rawValue >> 24 ^ 0x02_0000)
        let low = UInt128(mac.rawValue & 0xff_ffff)
        self.init(rawValue: 0xfe80 << 112 | high << 40 | 0xfffe << 24 | low)
    }
}
