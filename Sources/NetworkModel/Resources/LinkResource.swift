// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A link of mdnp, desired or observed: the properties of every kind.
public protocol LinkResource: Hashable, Sendable {
    /// The name of the link.
    var name: InterfaceName { get }
    /// The alias, which identifies the link as one of mdnp.
    var alias: LinkAlias { get }
    /// The key for its removal.
    var key: ResourceKey { get }
    /// The entries of the host neighbor table that belong to the link.
    var neighbors: [HostNeighbor] { get }
    /// A Boolean value that indicates whether the link is retired and waits for the reaper.
    var isRetired: Bool { get }
    /// A Boolean value that indicates whether a container uses the link, as far as the kernel shows.
    var isInUse: Bool { get }
    /// A short description of the link, for log and findings.
    var subject: String { get }

    /// Returns a Boolean value that indicates whether the link can have addresses of a family.
    func has(_ family: IPFamily) -> Bool

    /// The rank of the kind: links are created in this order and removed in the reverse one, since a link may be a port of another.
    static var rank: Int { get }
    /// A Boolean value that indicates whether mdnp recreates a missing link of this kind.
    ///
    /// A link whose other end was in a container returns only with the next Join.
    static var isRemade: Bool { get }

    /// Returns a Boolean value that indicates whether this existing link can be changed to a desired one.
    func canBecome(_ wanted: any LinkResource) -> Bool

    /// Returns a Boolean value that indicates whether an observed link matches this desired one.
    ///
    /// An administrator's additions to a link are no difference; neither are properties that were not observed.
    func isMet(by observed: any LinkResource, beside state: ObservedState) -> Bool
}
