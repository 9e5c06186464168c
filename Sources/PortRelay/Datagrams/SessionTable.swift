// SPDX-License-Identifier: Apache-2.0

/// What passes at the moment for a number of clients, the least recently used of which goes when there are too many.
struct SessionTable<Client: Hashable, Session> {
    private struct Entry {
        let session: Session
        var lastUse: ContinuousClock.Instant
    }

    private let limit: Int
    private var entries: [Client: Entry] = [:]

    /// Room for so many, at least one.
    init(limit: Int) {
        self.limit = limit
    }

    /// How many there are.
    var count: Int { entries.count }

    /// A client's session, which is used now.
    mutating func use(_ client: Client, at now: ContinuousClock.Instant) -> Session? {
        guard let index = entries.index(forKey: client) else { return nil }
        entries.values[index].lastUse = now
        return entries.values[index].session
    }

    /// Adds a client's session; returns those that had to go: the client's former one, and the oldest if there was no room.
    mutating func add(_ session: Session, for client: Client, at now: ContinuousClock.Instant) -> [Session] {
        var gone: [Session] = []
        if let former = entries.removeValue(forKey: client) { gone.append(former.session) }
        if entries.count >= limit, let oldest = removeOldest() { gone.append(oldest) }
        entries[client] = Entry(session: session, lastUse: now)
        return gone
    }

    /// How many sessions there are of certain clients.
    func count(where isMeant: (Client) -> Bool) -> Int {
        entries.keys.count(where: isMeant)
    }

    /// Takes out the session that was not used for longest, of certain clients.
    mutating func removeOldest(where isMeant: (Client) -> Bool = { _ in true }) -> Session? {
        var oldest: (client: Client, lastUse: ContinuousClock.Instant)?
        for (client, entry) in entries where isMeant(client) {
            if let oldest, oldest.lastUse <= entry.lastUse { continue }
            oldest = (client, entry.lastUse)
        }
        return oldest.flatMap { entries.removeValue(forKey: $0.client)?.session }
    }

    /// Takes out what was not used for so long.
    mutating func removeIdle(for time: Duration, at now: ContinuousClock.Instant) -> [Session] {
        let idle = entries.filter { now - $0.value.lastUse >= time }
        for client in idle.keys { entries.removeValue(forKey: client) }
        return idle.values.map(\.session)
    }

    /// Takes out everything.
    mutating func removeAll() -> [Session] {
        defer { entries = [:] }
        return entries.values.map(\.session)
    }
}
