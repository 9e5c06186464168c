// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Synchronization

/// The state that the relay thread shares with other threads.
final class RelayState: Sendable {
    /// The poller of the relay thread.
    let poller: Poller
    /// The reserved ports.
    let registry: Mutex<Registry>
    private let bell: WakeUp

    /// Creates a state without reserved ports.
    ///
    /// - Parameter limit: The maximum number of sockets that reserve ports.
    init(ports limit: Int) throws(SyscallError) {
        let poller = try Poller()
        let bell = try WakeUp()
        // The signal is never reset, so the event is edge-triggered.
        try bell.descriptor.withRaw { raw throws(SyscallError) in
            try poller.add(raw, for: [.readable, .once], as: EventToken(.bell))
        }
        registry = Mutex(Registry(limit: limit))
        self.poller = poller
        self.bell = bell
    }

    /// Wakes the relay thread to process ended reservations.
    func wake() {
        bell.signal()
    }
}
