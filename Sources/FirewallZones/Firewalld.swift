// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetworkModel

/// The zones of firewalld on this host, at run time.
///
/// Only ``makeZone()`` changes the permanent configuration.
public protocol Firewalld: Sendable {
    /// An element for each change of firewalld: it starts, stops, reloads, or changes zones. Unread changes are one.
    var changes: AsyncStream<Void> { get }

    /// Returns the zones of links; nil while firewalld does not run.
    func zones() async throws -> FirewallZones?

    /// Adds a link that is in no zone to zone `docker`.
    ///
    /// - Throws: ``MissingZone`` if there is no such zone.
    func join(_ link: InterfaceName) async throws

    /// Removes a link from zone `docker`; succeeds also for a link that is not in it.
    func leave(_ link: InterfaceName) async throws

    /// Creates zone `docker`, which accepts packets, in the permanent configuration, and reloads firewalld.
    func makeZone() async throws
}

/// A zone of firewalld does not exist.
public struct MissingZone: Error, CustomStringConvertible {
    /// The zone, as one line.
    public var description: String { "zone \(FirewallZones.docker) does not exist" }

    /// The zone `docker` does not exist.
    public init() {}
}
