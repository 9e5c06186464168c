// SPDX-License-Identifier: Apache-2.0

// Sockets: requests of `ss` of iproute2 6.1 and messages of Linux 6.18.

extension Captured {
    /// The request of `ss -4ltn`: TCP sockets over IPv4 that listen or are closed.
    static let socketsRequest = bytes(
        """
        48000000 14000103 40E20100 00000000  // length, type, flags, sequence, port id
        02060000 80040000  // family, protocol, states
        00000000 00000000 00000000 00000000 00000000 00000000
        00000000 00000000 00000000 00000000 00000000 00000000
        """
    )

    /// The same request for IPv6 and port 8080 only.
    static let socketsAtPortRequest = bytes(
        """
        48000000 14000103 07000000 00000000  // length, type, flags, sequence, port id
        0A060000 80040000  // family, protocol, states
        1F900000 00000000 00000000 00000000 00000000 00000000  // ports
        00000000 00000000 00000000 00000000 00000000 00000000
        """
    )

    /// A socket that listens at 127.0.0.1:8080.
    static let listeningSocket = bytes(
        """
        7C000000 14000200 40E20100 DE710000  // length, type, flags, sequence, port id
        020A0000  // family, state, timer, repetitions
        1F900000 7F000001 00000000 00000000 00000000  // ports, own address
                 00000000 00000000 00000000 00000000  // other address
        00000000 19100000 00000000  // link, cookie
        00000000 00000000 07000000 00000000 D42D0200  // expires, queues, user, inode
        05000800 00000000  // SHUTDOWN
        08000F00 00000000  // MARK
        0C001500 10010000 00000000  // CGROUP_ID
        06001600 52000000  // SOCKOPT
        """
    )

    /// A socket that listens at [::]:8080, for IPv6 only.
    static let listeningSocketOfIPv6 = bytes(
        """
        84000000 14000200 40E20100 E5710000  // length, type, flags, sequence, port id
        0A0A0000  // family, state, timer, repetitions
        1F900000 00000000 00000000 00000000 00000000  // ports, own address
                 00000000 00000000 00000000 00000000  // other address
        00000000 07000000 00000000  // link, cookie
        00000000 00000000 07000000 00000000 D52D0200  // expires, queues, user, inode
        05000800 00000000  // SHUTDOWN
        05000B00 01000000  // SKV6ONLY
        08000F00 00000000  // MARK
        0C001500 10010000 00000000  // CGROUP_ID
        06001600 12000000  // SOCKOPT
        """
    )
}
