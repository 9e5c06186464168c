// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The packet-carrying part of the kernel as the driver uses it: it reports its state, and changes step by step.
public protocol Dataplane: Sendable {
    /// Returns the current state of all mdnp objects, including those of an earlier run.
    func observe(_ extent: ObservedExtent) async throws(DataplaneError) -> ObservedState

    /// Carries out the steps in order; stops at the first failure.
    func carryOut(_ steps: [Step]) async throws(DataplaneError)

    /// Returns a stream of changes that another program made, or may have made, to mdnp objects; each requires an observation.
    ///
    /// One element may represent several consecutive changes. The subscription ends when the caller cancels the iteration.
    func changes() throws(DataplaneError) -> AsyncStream<DataplaneChange>

    /// Deletes tracked connections in the kernel (conntrack), and returns their number.
    func forget(_ connections: Set<ConnectionPattern>) async throws(DataplaneError) -> Int

    /// Fills client lists of the firewall with their addresses, in steps between which other calls proceed.
    ///
    /// Returns at once for a list that is unchanged since the last call. Throws if the firewall lacks a list.
    func fill(_ lists: [ClientList]) async throws(DataplaneError)

    /// Announces addresses to neighbors.
    func announce(_ announcements: [Announcement]) async throws(DataplaneError)

    /// Returns the routes of the host, including the default routes and those of mdnp, without those to neighbors and groups on a link.
    func hostRoutes() async throws(DataplaneError) -> [HostRoute]

    /// Returns the state of the host that affects mdnp networks without being part of mdnp.
    func hostFacts() async throws(DataplaneError) -> HostFacts

    /// Returns those of the addresses that are not local to the host.
    func absentAddresses(among addresses: Set<IPAddress>) async throws(DataplaneError) -> Set<IPAddress>

    /// Deletes the retired links, and returns their number.
    func reap() async throws(DataplaneError) -> Int
}

/// The mdnp objects that another program may have changed.
public enum DataplaneChange: Hashable, Sendable {
    /// The firewall, or Docker's filter or links, on which it depends.
    case firewall
    /// Links of networks, their addresses and the links of endpoints, or host addresses that a port is reserved at or waits for.
    case links
}

/// The extent of an observation.
public enum ObservedExtent: Hashable, Sendable {
    /// All objects.
    case everything
    /// The links of networks, and the firewall; not the links of endpoints, which may be thousands, and not foreign links.
    case networks
}
