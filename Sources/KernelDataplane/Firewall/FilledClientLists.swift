// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import Synchronization

/// Which client lists are known to hold what they should: filled by mdnp, and touched by nobody since.
final class FilledClientLists: Sendable {
    private struct State {
        var filled: Set<ClientListID> = []
        /// Counts up whenever a list may have changed.
        var changes = 0
    }

    private let state = Mutex(State())

    /// The lists.
    var all: Set<ClientListID> { state.withLock(\.filled) }

    /// How often lists have changed; nil for a list that is known to hold what it should.
    func changes(unlessFilled list: ClientListID) -> Int? {
        state.withLock { $0.filled.contains(list) ? nil : $0.changes }
    }

    /// Notes that a list was filled; answers whether nothing changed since a count was read.
    func note(_ list: ClientListID, since changes: Int) -> Bool {
        state.withLock { state in
            guard state.changes == changes else { return false }
            state.filled.insert(list)
            return true
        }
    }

    /// Forgets about lists that may have been made anew.
    func forget(_ lists: [ClientListID]) {
        guard !lists.isEmpty else { return }
        state.withLock { state in
            state.filled.subtract(lists)
            state.changes += 1
        }
    }

    /// Forgets about all lists: somebody may have changed them.
    func forgetAll() {
        state.withLock { state in
            state.filled = []
            state.changes += 1
        }
    }
}
