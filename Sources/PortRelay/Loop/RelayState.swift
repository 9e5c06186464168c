// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Synchronization

/// What the thread that relays shares with everybody else.
final class RelayState: Sendable {
    /// What the thread waits for.
    let poller: Poller
    /// The ports that are held.
    let registry: Mutex<Registry>
    private let bell: WakeUp

    /// Nothing is held yet; ports may take so many sockets.
    init(ports limit: Int) throws(SyscallError) {
        let poller = try Poller()
        let bell = try WakeUp()
        // Nobody takes the signal back, so it is told once for each time.
        try bell.descriptor.withRaw { raw throws(SyscallError) in
            try poller.add(raw, for: [.readable, .once], as: EventToken(.bell))
        }
        registry = Mutex(Registry(limit: limit))
        self.poller = poller
        self.bell = bell
    }

    /// Has the thread look at what has ended.
    func wake() {
        bell.signal()
    }
}
