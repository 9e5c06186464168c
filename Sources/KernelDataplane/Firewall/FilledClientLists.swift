// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import Synchronization

/// The client lists with complete contents: filled by mdnp, and unchanged since.
final class FilledClientLists: Sendable {
    private struct State {
        var filled: Set<ClientListID> = []
        /// The number of possible changes of a list.
        var changes = 0
    }

    private let state = Mutex(State())

    /// The filled lists.
    var all: Set<ClientListID> { state.withLock(\.filled) }

    /// Returns the number of changes so far; nil for a filled list.
    func changes(unlessFilled list: ClientListID) -> Int? {
        state.withLock { $0.filled.contains(list) ? nil : $0.changes }
    }

    /// Records a list as filled, unless lists have changed since a count; returns whether it did.
    func note(_ list: ClientListID, since changes: Int) -> Bool {
        state.withLock { state in
            guard state.changes == changes else { return false }
            state.filled.insert(list)
            return true
        }
    }

    /// Removes lists that may have been replaced.
    func forget(_ lists: [ClientListID]) {
        guard !lists.isEmpty else { return }
        state.withLock { state in
            state.filled.subtract(lists)
            state.changes += 1
        }
    }

    /// Removes all lists, as another program may have changed them.
    func forgetAll() {
        state.withLock { state in
            state.filled = []
            state.changes += 1
        }
    }
}
