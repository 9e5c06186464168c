// SPDX-License-Identifier: Apache-2.0

// Routes: requests of iproute2 6.1 and messages of Linux 6.18.

extension Captured {
    /// The request of `ip route add 10.9.0.0/24 via 10.7.0.2 dev br-test metric 50 src 10.7.0.1 mtu 1400`.
    static let routeRequest = bytes(
        """
        50000000 18000506 B0B2046B 00000000  // length, type, flags, sequence, port id
        02180000 FE030001 00000000  // family, lengths, tos, table, origin, scope, type, flags
        08000100 0A090000  // DST
        08000500 0A070002  // GATEWAY
        08000600 32000000  // PRIORITY
        08000700 0A070001  // PREFSRC
        08000400 03000000  // OIF
        0C000800  // METRICS
          08000200 78050000  // MTU
        """
    )

    /// The request of `ip -6 route add fd01::/64 via fd00::2 dev br-test metric 77`.
    static let ipv6RouteRequest = bytes(
        """
        54000000 18000506 B0B2046B 00000000  // length, type, flags, sequence, port id
        0A400000 FE030001 00000000  // family, lengths, tos, table, origin, scope, type, flags
        14000100 FD010000 00000000 00000000 00000000  // DST
        14000500 FD000000 00000000 00000000 00000002  // GATEWAY
        08000600 4D000000  // PRIORITY
        08000400 03000000  // OIF
        """
    )

    /// The request of `ip route add 10.10.0.0/24 nexthop via 10.7.0.3 dev br-test weight 1 nexthop via 10.7.0.4 dev br-test weight 2`.
    static let multipathRouteRequest = bytes(
        """
        48000000 18000506 B0B2046B 00000000  // length, type, flags, sequence, port id
        02180000 FE030001 00000000  // family, lengths, tos, table, origin, scope, type, flags
        08000100 0A0A0000  // DST
        24000900 10000000 03000000 08000500 0A070003  // MULTIPATH
          10000001 03000000 08000500 0A070004
        """
    )

    /// The request of `ip route add blackhole 10.66.0.0/16 table 1000`.
    static let blackholeRequest = bytes(
        """
        2C000000 18000506 11B5046B 00000000  // length, type, flags, sequence, port id
        02100000 00030006 00000000  // family, lengths, tos, table, origin, scope, type, flags
        08000100 0A420000  // DST
        08000F00 E8030000  // TABLE
        """
    )

    /// The kernel's message about the route of the first request.
    static let route = bytes(
        """
        58000000 18002200 07000000 91610000  // length, type, flags, sequence, port id
        02180000 FE030001 00000000  // family, lengths, tos, table, origin, scope, type, flags
        08000F00 FE000000  // TABLE
        08000100 0A090000  // DST
        08000600 32000000  // PRIORITY
        0C000800  // METRICS
          08000200 78050000  // MTU
        08000700 0A070001  // PREFSRC
        08000500 0A070002  // GATEWAY
        08000400 03000000  // OIF
        """
    )

    /// The kernel's message about the route of the second request.
    static let ipv6Route = bytes(
        """
        88000000 18002200 07000000 91610000  // length, type, flags, sequence, port id
        0A400000 FE030001 00000000  // family, lengths, tos, table, origin, scope, type, flags
        08000F00 FE000000  // TABLE
        14000100 FD010000 00000000 00000000 00000000  // DST
        08000600 4D000000  // PRIORITY
        14000500 FD000000 00000000 00000000 00000002  // GATEWAY
        08000400 03000000  // OIF
        24000C00 00000000 00000000 00000000 00000000  // CACHEINFO
          00000000 00000000 00000000 00000000
        05001400 00000000  // PREF
        """
    )
}
