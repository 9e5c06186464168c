// SPDX-License-Identifier: Apache-2.0

extension IPv6Address {
    /// The address that an interface gives itself by its MAC address (EUI-64): fe80:: and the MAC address around ff:fe, one bit of it
    /// turned over.
    public init(linkLocalOf mac: MACAddress) {
        let high = UInt128(mac.rawValue >> 24 ^ 0x02_0000)
        let low = UInt128(mac.rawValue & 0xff_ffff)
        self.init(rawValue: 0xfe80 << 112 | high << 40 | 0xfffe << 24 | low)
    }
}
