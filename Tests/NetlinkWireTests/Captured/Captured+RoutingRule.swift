// SPDX-License-Identifier: Apache-2.0

// Routing rules: requests of iproute2 6.1 and messages of Linux 6.18.

extension Captured {
    /// The request of `ip rule add from 10.7.0.0/16 to 10.9.0.0/24 iif lo fwmark 0x7/0xff priority 100 table 1000
    /// suppress_prefixlength 0`.
    static let routingRuleRequest = bytes(
        """
        5C000000 20000506 AF180B6B 00000000  // length, type, flags, sequence, port id
        02181000 00000001 00000000  // family, lengths, tos, table, reserved, action, flags
        08000200 0A070000  // SRC
        08000100 0A090000  // DST
        07000300 6C6F0000  // IIFNAME
        08000A00 07000000  // FWMARK
        08001000 FF000000  // FWMASK
        08000600 64000000  // PRIORITY
        08000F00 E8030000  // TABLE
        08000E00 00000000  // SUPPRESS_PREFIXLEN
        """
    )

    /// The request of `ip -6 rule add not from fd00:7::/64 oif lo priority 200 table 200`.
    static let ipv6RoutingRuleRequest = bytes(
        """
        40000000 20000506 B0180B6B 00000000  // length, type, flags, sequence, port id
        0A004000 C8000001 02000000  // family, lengths, tos, table, reserved, action, flags
        14000200 FD000007 00000000 00000000 00000000  // SRC
        07001100 6C6F0000  // OIFNAME
        08000600 C8000000  // PRIORITY
        """
    )

    /// The request of `ip rule add to 10.66.0.0/16 priority 300 prohibit`.
    static let prohibitingRuleRequest = bytes(
        """
        2C000000 20000506 B0180B6B 00000000  // length, type, flags, sequence, port id
        02100000 00000008 00000000  // family, lengths, tos, table, reserved, action, flags
        08000100 0A420000  // DST
        08000600 2C010000  // PRIORITY
        """
    )

    /// The kernel's message about the rule of the first request.
    static let routingRule = bytes(
        """
        64000000 20000200 B0180B6B C9350000  // length, type, flags, sequence, port id
        02181000 FC000001 00000000  // family, lengths, tos, table, reserved, action, flags
        08000F00 E8030000  // TABLE
        08000E00 00000000  // SUPPRESS_PREFIXLEN
        05001500 00000000  // PROTOCOL
        07000300 6C6F0000  // IIFNAME
        08000600 64000000  // PRIORITY
        08000A00 07000000  // FWMARK
        08001000 FF000000  // FWMASK
        08000100 0A090000  // DST
        08000200 0A070000  // SRC
        """
    )

    /// The kernel's message about the rule of the second request.
    static let ipv6RoutingRule = bytes(
        """
        58000000 20000200 B1180B6B 2E360000  // length, type, flags, sequence, port id
        0A004000 C8000001 02000000  // family, lengths, tos, table, reserved, action, flags
        08000F00 C8000000  // TABLE
        08000E00 FFFFFFFF  // SUPPRESS_PREFIXLEN
        05001500 00000000  // PROTOCOL
        07001100 6C6F0000  // OIFNAME
        08000600 C8000000  // PRIORITY
        14000200 FD000007 00000000 00000000 00000000  // SRC
        """
    )

    /// The kernel's message about its own rule for the main table.
    static let mainRoutingRule = bytes(
        """
        3C000000 20000200 B0180B6B C9350000  // length, type, flags, sequence, port id
        02000000 FE000001 00000000  // family, lengths, tos, table, reserved, action, flags
        08000F00 FE000000  // TABLE
        08000E00 FFFFFFFF  // SUPPRESS_PREFIXLEN
        05001500 02000000  // PROTOCOL
        08000600 FE7F0000  // PRIORITY
        """
    )
}
