// SPDX-License-Identifier: Apache-2.0

import Addressing
import FirewallZones
import NetworkModel
import Synchronization

/// A fake firewalld in memory.
final class ImaginedFirewalld: Firewalld {
    struct State {
        var isRunning = true
        var hasZone = true
        /// A Boolean value that indicates whether a reload loads the created zone.
        var makesZone = true
        var refusal: String?
        var zoneOfLink: [String: String] = [:]
        var reloads = 0
    }

    let state: Mutex<State>
    let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init(_ state: State = State()) {
        self.state = Mutex(state)
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Changes the zones, like reloads, restarts and administrators.
    func change(_ edit: @Sendable (inout State) -> Void) {
        state.withLock { edit(&$0) }
        change.yield()
    }

    var links: [String: String] { state.withLock { $0.zoneOfLink } }

    func zones() async throws -> FirewallZones? {
        state.withLock { $0.isRunning ? FirewallZones(zoneOfLink: $0.zoneOfLink) : nil }
    }

    func join(_ link: InterfaceName) async throws {
        try state.withLock { state in
            if let refusal = state.refusal { throw ImaginedError(description: refusal) }
            guard state.hasZone else { throw MissingZone() }
            state.zoneOfLink[link.description] = FirewallZones.docker
        }
    }

    func leave(_ link: InterfaceName) async throws {
        state.withLock { $0.zoneOfLink[link.description] = nil }
    }

    func makeZone() async throws {
        state.withLock { state in
            state.reloads += 1
            state.hasZone = state.makesZone
        }
        change.yield()
    }
}

struct ImaginedError: Error, CustomStringConvertible {
    let description: String
}
