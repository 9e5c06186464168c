// SPDX-License-Identifier: Apache-2.0

// Addresses: requests of iproute2 6.1 and messages of Linux 6.18.

extension Captured {
    /// The request of `ip addr add 10.1.0.1/16 broadcast 10.1.255.255 dev br-test noprefixroute`.
    static let addressRequest = bytes(
        """
        38000000 14000506 B0B2046B 00000000  // length, type, flags, sequence, port id
        02100000 03000000  // family, prefix length, flags, scope, index
        08000200 0A010001  // LOCAL
        08000400 0A01FFFF  // BROADCAST
        08000800 00020000  // FLAGS
        08000100 0A010001  // ADDRESS
        """
    )

    /// The request of `ip addr add 10.7.0.1/24 dev br-test label br-test:x valid_lft 1000 preferred_lft 900`.
    static let labelledAddressRequest = bytes(
        """
        4C000000 14000506 B0B2046B 00000000  // length, type, flags, sequence, port id
        02180000 03000000  // family, prefix length, flags, scope, index
        08000200 0A070001  // LOCAL
        0E000300 62722D74 6573743A 78000000  // LABEL "br-test:x"
        08000100 0A070001  // ADDRESS
        14000600 84030000 E8030000 00000000 00000000  // CACHEINFO
        """
    )

    /// The request of `ip addr add fd00::1/64 dev br-test nodad`.
    static let ipv6AddressRequest = bytes(
        """
        40000000 14000506 B0B2046B 00000000  // length, type, flags, sequence, port id
        0A400200 03000000  // family, prefix length, flags, scope, index
        14000200 FD000000 00000000 00000000 00000001  // LOCAL
        14000100 FD000000 00000000 00000000 00000001  // ADDRESS
        """
    )

    /// The kernel's message about the address of the second request.
    static let labelledAddress = bytes(
        """
        54000000 14000200 07000000 91610000  // length, type, flags, sequence, port id
        02180000 03000000  // family, prefix length, flags, scope, index
        08000100 0A070001  // ADDRESS
        08000200 0A070001  // LOCAL
        0E000300 62722D74 6573743A 78000000  // LABEL "br-test:x"
        08000800 00000000  // FLAGS
        14000600 84030000 E8030000 21C30400 21C30400  // CACHEINFO
        """
    )

    /// A link-local address during duplicate address detection.
    static let linkLocalAddress = bytes(
        """
        50000000 14000200 07000000 91610000  // length, type, flags, sequence, port id
        0A40C0FD 03000000  // family, prefix length, flags, scope, index
        14000100 FE800000 00000000 00420AFF FE010001  // ADDRESS
        14000600 FFFFFFFF FFFFFFFF 20C30400 20C30400  // CACHEINFO
        08000800 C0000000  // FLAGS
        05000B00 03000000  // PROTO
        """
    )
}
