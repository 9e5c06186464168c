// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// What carries packets, as the driver sees it: something that can be looked at and brought forward step by step.
public protocol Dataplane: Sendable {
    /// What is there now of mdnp's, whoever made it and whenever.
    func observe(_ extent: ObservedExtent) async throws(DataplaneError) -> ObservedState

    /// Does the steps in order, and stops at the first that fails.
    func carryOut(_ steps: [Step]) async throws(DataplaneError)

    /// Says that somebody other than mdnp changed what is mdnp's, or may have: it has to be looked at.
    ///
    /// Several changes in a row may be said once. Ends when the caller stops listening.
    func changes() throws(DataplaneError) -> AsyncStream<DataplaneChange>

    /// Makes the kernel forget connections, and answers how many there were.
    func forget(_ connections: Set<ConnectionPattern>) async throws(DataplaneError) -> Int

    /// Makes client lists that the firewall has hold what they say, in steps between which other calls get their turn.
    ///
    /// Returns at once for a list of which nothing has changed since. A list that the firewall does not have is a failure.
    func fill(_ lists: [ClientList]) async throws(DataplaneError)

    /// Announces addresses to neighbors.
    func announce(_ announcements: [Announcement]) async throws(DataplaneError)

    /// The routes of the host, mdnp's own and the default ones among them; not those to neighbors and groups on a link.
    func hostRoutes() async throws(DataplaneError) -> [HostRoute]

    /// What of the host bears on mdnp's networks though it is not mdnp's.
    func hostFacts() async throws(DataplaneError) -> HostFacts

    /// The addresses of some that the host does not take for its own.
    func absentAddresses(among addresses: Set<IPAddress>) async throws(DataplaneError) -> Set<IPAddress>

    /// Deletes the links that were buried, and answers how many there were.
    func reap() async throws(DataplaneError) -> Int
}

/// What somebody may have changed of mdnp's.
public enum DataplaneChange: Hashable, Sendable {
    /// The firewall, or Docker's filter or links, which it depends on.
    case firewall
    /// Links of networks, their addresses and the links of endpoints; or addresses of the host that a port is held at, or waits for.
    case links
}

/// How much is looked at.
public enum ObservedExtent: Hashable, Sendable {
    /// All that there is.
    case everything
    /// The links of networks and the firewall; not the links of endpoints, which may be thousands, nor those of others.
    case networks
}
