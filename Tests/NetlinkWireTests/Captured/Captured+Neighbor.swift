// SPDX-License-Identifier: Apache-2.0

// Neighbors: requests of iproute2 6.1 and messages of Linux 6.18.

extension Captured {
    /// The request of `ip neigh add 10.7.0.9 lladdr 02:42:0a:07:00:09 nud permanent dev br-test`.
    static let neighborRequest = bytes(
        """
        30000000 1C000506 B1B2046B 00000000  // length, type, flags, sequence, port id
        02000000 03000000 80000000  // family, index, state, flags, type
        08000100 0A070009  // DST
        0A000200 02420A07 00090000  // LLADDR
        """
    )

    /// The request of `bridge fdb add 02:42:0a:07:00:0a dev vetha master static`.
    static let forwardingEntryRequest = bytes(
        """
        28000000 1C000506 B1B2046B 00000000  // length, type, flags, sequence, port id
        07000000 05000000 42000400  // family, index, state, flags, type
        0A000200 02420A07 000A0000  // LLADDR
        """
    )

    /// The kernel's message about the neighbor of the first request.
    static let neighbor = bytes(
        """
        4C000000 1C000200 07000000 91610000  // length, type, flags, sequence, port id
        02000000 03000000 80000001  // family, index, state, flags, type
        08000100 0A070009  // DST
        0A000200 02420A07 00090000  // LLADDR
        08000400 00000000  // PROBES
        14000300 0C000000 0C000000 0C000000 00000000  // CACHEINFO
        """
    )

    /// The kernel's message about the entry of the second request.
    static let forwardingEntry = bytes(
        """
        4C000000 1C000200 07000000 91610000  // length, type, flags, sequence, port id
        07000000 05000000 40000000  // family, index, state, flags, type
        0A000200 02420A07 000A0000  // LLADDR
        08000900 03000000  // MASTER
        08000F00 00000000  // FLAGS_EXT
        14000300 00000000 0B000000 0B000000 00000000  // CACHEINFO
        """
    )
}
