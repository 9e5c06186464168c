// SPDX-License-Identifier: Apache-2.0

import Addressing
import EthernetWire
import LinuxSystem
import NetworkModel

/// Sends announcements as frames, on a separate thread and socket: no call waits for a thousand frames.
actor FrameSender {
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: ThreadExecutor
    private let namespace: NetworkNamespace?
    private var socket: LinkSocket?

    init(in namespace: NetworkNamespace?) throws {
        executor = try ThreadExecutor(name: "mdnp-announcer")
        self.namespace = namespace
    }

    /// Sends each announcement to each of its recipients; throws the first failure after the last frame.
    ///
    /// An announcement on a missing link is skipped.
    func send(_ announcements: [Announcement]) throws(SyscallError) {
        // Open the socket here, not at the start: a systemd unit that forbids packet sockets then loses only announcements.
        if socket == nil { socket = try LinkSocket(in: namespace) }
        var indices: [InterfaceName: Int32] = [:]
        var failure: SyscallError?
        for announcement in announcements {
            guard let index = indices[announcement.link] ?? socket?.linkIndex(of: announcement.link.description) else {
                continue
            }
            indices[announcement.link] = index
            for frame in announcement.frames {
                do throws(SyscallError) {
                    try socket?.send(frame.bytes, type: frame.type.rawValue, by: index)
                } catch {
                    failure = failure ?? error
                }
            }
        }
        if let failure { throw failure }
    }
}

extension Announcement {
    /// One frame for each recipient, or a single one for all.
    fileprivate var frames: [EthernetFrame] {
        guard let recipients else { return [.announcement(of: address, at: mac)] }
        return recipients.filter { $0 != mac }.map { .announcement(of: address, at: mac, to: $0) }
    }
}
