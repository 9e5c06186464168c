// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A socket that sends frames to links and receives none (`AF_PACKET`).
///
/// Needs `CAP_NET_RAW`.
public struct LinkSocket: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    /// Opens a socket in a namespace, or in that of the calling thread.
    public init(in namespace: NetworkNamespace? = nil) throws(SyscallError) {
        let open: @Sendable () throws(SyscallError) -> Int32 = { () throws(SyscallError) in
            let raw = clinux_link_socket()
            guard raw >= 0 else { throw SyscallError(lastOf: "open", subject: "link socket") }
            return raw
        }
        let raw = if let namespace { try namespace.runBlocking(open) } else { try open() }
        descriptor = OwnedDescriptor(adopting: raw)
    }

    /// Returns the index of the link with a name; nil if there is none (`SIOCGIFINDEX`).
    public func linkIndex(of name: String) -> Int32? {
        let index = descriptor.withRaw { clinux_link_index($0, name) }
        return index > 0 ? index : nil
    }

    /// Sends a frame to a link, without blocking.
    ///
    /// - Parameters:
    ///   - frame: The frame with its header, from the destination on.
    ///   - type: The protocol of the frame (`ETH_P_*`), the same as in its header.
    ///   - link: The index of the link.
    public func send(_ frame: [UInt8], type: UInt16, by link: Int32) throws(SyscallError) {
        try descriptor.withRaw { raw throws(SyscallError) in
            _ = try retryingInterrupts("send", subject: "frame") {
                frame.withUnsafeBytes { clinux_link_send(raw, link, type, $0.baseAddress, $0.count) }
            }
        }
    }
}
