// SPDX-License-Identifier: Apache-2.0

/// The sessions of a limited number of clients.
///
/// At the limit, the least recently used session is removed.
struct SessionTable<Client: Hashable, Session> {
    private struct Entry {
        let session: Session
        var lastUse: ContinuousClock.Instant
    }

    private let limit: Int
    private var entries: [Client: Entry] = [:]

    /// Creates a table with room for `limit` sessions, at least one.
    init(limit: Int) {
        self.limit = limit
    }

    /// The number of sessions.
    var count: Int { entries.count }

    /// Returns the session of a client, and marks it as used now.
    mutating func use(_ client: Client, at now: ContinuousClock.Instant) -> Session? {
        guard let index = entries.index(forKey: client) else { return nil }
        entries.values[index].lastUse = now
        return entries.values[index].session
    }

    /// Adds a session of a client.
    ///
    /// Returns the removed sessions: the client's former one, and the oldest if the table was full.
    mutating func add(_ session: Session, for client: Client, at now: ContinuousClock.Instant) -> [Session] {
        var gone: [Session] = []
        if let former = entries.removeValue(forKey: client) { gone.append(former.session) }
        if entries.count >= limit, let oldest = removeOldest() { gone.append(oldest) }
        entries[client] = Entry(session: session, lastUse: now)
        return gone
    }

    /// Returns the number of sessions whose clients match a condition.
    func count(where isIncluded: (Client) -> Bool) -> Int {
        entries.keys.count(where: isIncluded)
    }

    /// Removes the least recently used session among the matching clients.
    mutating func removeOldest(where isIncluded: (Client) -> Bool = { _ in true }) -> Session? {
        var oldest: (client: Client, lastUse: ContinuousClock.Instant)?
        for (client, entry) in entries where isIncluded(client) {
            if let oldest, oldest.lastUse <= entry.lastUse { continue }
            oldest = (client, entry.lastUse)
        }
        return oldest.flatMap { entries.removeValue(forKey: $0.client)?.session }
    }

    /// Removes the sessions that were idle for a time.
    mutating func removeIdle(for time: Duration, at now: ContinuousClock.Instant) -> [Session] {
        let idle = entries.filter { now - $0.value.lastUse >= time }
        for client in idle.keys { entries.removeValue(forKey: client) }
        return idle.values.map(\.session)
    }

    /// Removes all sessions.
    mutating func removeAll() -> [Session] {
        defer { entries = [:] }
        return entries.values.map(\.session)
    }
}
