// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// A connection over a Unix socket that sends raw bytes.
struct RawConversation {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Sends a text, and returns all bytes until the other end closes the connection; waits a minute for each part.
    func run(_ text: String) throws -> String {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(connected == 0)
        let bytes = Array(text.utf8)
        try #require(send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        var received: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &part, part.count, 0)
            if count < 0, errno == ECONNRESET { break }
            try #require(count >= 0)
            if count == 0 { break }
            received += part.prefix(count)
        }
        return String(decoding: received, as: UTF8.self)
    }
}
