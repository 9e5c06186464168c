// SPDX-License-Identifier: Apache-2.0

import Addressing
import EthernetWire
import LinuxSystem
import NetworkModel

/// Sends announcements as frames, on a thread and a socket of its own: no call waits for a thousand frames.
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
    /// An announcement on a link that is gone has no recipients any more.
    func send(_ announcements: [Announcement]) throws(SyscallError) {
        // Opened here, not at the start: a unit that forbids such sockets costs announcements and nothing else.
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
    /// A frame for each recipient, or one for all.
    fileprivate var frames: [EthernetFrame] {
        guard let recipients else { return [.announcement(of: address, at: mac)] }
        return recipients.filter { $0 != mac }.map { .announcement(of: address, at: mac, to: $0) }
    }
}
