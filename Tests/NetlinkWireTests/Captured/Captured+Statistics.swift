// SPDX-License-Identifier: Apache-2.0

// Link counters: requests of `ip stats show dev vetha group link` of iproute2, and the message of Linux 6.18.

extension Captured {
    /// A request for the counters of the link with index 3.
    static let statisticsRequest = bytes(
        """
        1C000000 5E000100 07000000 00000000  // length, type, flags, sequence, port id
        00000000 03000000 01000000  // family, index, filter
        """
    )

    /// A request for the counters of all links.
    static let statisticsListRequest = bytes(
        """
        1C000000 5E000103 07000000 00000000  // length, type, flags, sequence, port id
        00000000 00000000 01000000  // family, index, filter
        """
    )

    /// The counters of a veth end that sent 3 frames of 100 bytes and received 5 of 200, of an unhandled protocol.
    static let statistics = bytes(
        """
        E8000000 5C000000 07000000 55290000  // length, type, flags, sequence, port id
        00000000 03000000 01000000  // family, index, filter
        CC000100  // LINK_64
          05000000 00000000 03000000 00000000  // packets in and out
          E8030000 00000000 2C010000 00000000  // bytes in and out
          00000000 00000000 00000000 00000000  // errors in and out
          05000000 00000000 00000000 00000000  // drops in and out
          00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
          00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
          00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
          00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
          00000000 00000000
        """
    )
}
