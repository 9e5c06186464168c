// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc
import LinuxSystem
import Testing

/// A UDP socket of both families that receives all packets and answers none.
final class SilentSocket: Sendable {
    private let raw: Int32

    init(in namespace: NetworkNamespace, port: UInt16) throws {
        raw = try namespace.runBlocking { () throws(SyscallError) in
            socket(AF_INET6, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        var no = Int32(0)
        setsockopt(raw, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &no, 4)
        try #require(SocketAddress(.any(.v6), port).read { bind(raw, $0, $1) } == 0, "bind \(port): errno \(errno)")
    }

    deinit { close(raw) }
}
