// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetworkModel

/// The zones of firewalld on this host, at run time.
///
/// Only ``makeZone()`` changes the permanent configuration.
public protocol Firewalld: Sendable {
    /// The changes of firewalld: its start, stop and reload, and changes of zones.
    ///
    /// Unread changes merge into one element.
    var changes: AsyncStream<Void> { get }

    /// Returns the zones of links; nil while firewalld does not run.
    func zones() async throws -> FirewallZones?

    /// Adds a link without a zone to zone `docker`.
    ///
    /// - Throws: ``MissingZone`` if the zone does not exist.
    func join(_ link: InterfaceName) async throws

    /// Removes a link from zone `docker`; succeeds also if the link is not in the zone.
    func leave(_ link: InterfaceName) async throws

    /// Creates zone `docker`, which accepts packets, in the permanent configuration, and reloads firewalld.
    func makeZone() async throws
}

/// The error for a missing firewalld zone.
public struct MissingZone: Error, CustomStringConvertible {
    /// The error, as one line.
    public var description: String { "zone \(FirewallZones.docker) does not exist" }

    /// Creates the error for zone `docker`.
    public init() {}
}
