// SPDX-License-Identifier: Apache-2.0

import Glibc

extension sockaddr_un {
    /// Creates the address of a socket at `path`, which has 1 to 107 bytes.
    init(path: String) throws(ListenerError) {
        self.init()
        let limit = MemoryLayout.size(ofValue: sun_path) - 1
        guard (1...limit).contains(path.utf8.count) else {
            throw ListenerError(subject: path, cause: "a socket path has 1 to \(limit) bytes")
        }
        sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: path.utf8) }
    }

    /// Calls a closure with the address in the form for `bind` and `connect`.
    func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: self) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
