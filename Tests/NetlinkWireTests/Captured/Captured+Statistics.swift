// SPDX-License-Identifier: Apache-2.0

// What a link has counted, asked for as `ip stats show dev vetha group link` of iproute2 does, and told by Linux 6.18.

extension Captured {
    /// A request for what the link of index 3 has counted.
    static let statisticsRequest = bytes(
        """
        1C000000 5E000100 07000000 00000000  // length, type, flags, sequence, port id
        00000000 03000000 01000000  // family, index, filter
        """
    )

    /// A request for what all links have counted.
    static let statisticsListRequest = bytes(
        """
        1C000000 5E000103 07000000 00000000  // length, type, flags, sequence, port id
        00000000 00000000 01000000  // family, index, filter
        """
    )

    /// An end of a veth that sent 3 frames of 100 bytes and got 5 of 200, of a protocol that nobody there speaks.
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
