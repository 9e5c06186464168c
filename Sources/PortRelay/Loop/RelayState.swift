import LinuxSystem
import Synchronization

/// What the thread that relays shares with everybody else.
final class RelayState: Sendable {
    /// What the thread waits for.
    let poller: Poller
    /// The ports that are held.
    let registry = Mutex(Registry())
    private let bell: WakeUp

    init() throws(SyscallError) {
        let poller = try Poller()
        let bell = try WakeUp()
        // Nobody takes the signal back, so it is told once for each time.
        try bell.descriptor.withRaw { raw throws(SyscallError) in
            try poller.add(raw, for: [.readable, .once], as: EventToken(.bell))
        }
        self.poller = poller
        self.bell = bell
    }

    /// Has the thread look at what has ended.
    func wake() {
        bell.signal()
    }
}
