// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A link of mdnp's, as it should be or as it is: what is true of each kind.
public protocol LinkResource: Hashable, Sendable {
    /// Its name.
    var name: InterfaceName { get }
    /// Its alias, by which it is known to be mdnp's.
    var alias: LinkAlias { get }
    /// What it is removed by.
    var key: ResourceKey { get }
    /// The entries of the host's neighbor table that go with it.
    var neighbors: [HostNeighbor] { get }
    /// A Boolean value that indicates whether it waits for the reaper.
    var isDead: Bool { get }
    /// A Boolean value that indicates whether a container has it, as far as the kernel shows.
    var isInUse: Bool { get }
    /// The link in a few words, for log and findings.
    var subject: String { get }

    /// Returns a Boolean value that indicates whether it can have addresses of a family.
    func has(_ family: IPFamily) -> Bool

    /// The place among kinds: links are made in this order and removed in the other, since one stands in another.
    static var rank: Int { get }
    /// A Boolean value that indicates whether mdnp makes one anew that is gone; a link whose other end was in a container comes only with its next
    /// Join.
    static var isRemade: Bool { get }

    /// Returns a Boolean value that indicates whether this link, which stands, can be brought to what another should be.
    func canBecome(_ wanted: any LinkResource) -> Bool

    /// Returns a Boolean value that indicates whether a link that stands is as this one should be.
    ///
    /// What an administrator adds to a link is no difference, nor is what was not looked at.
    func isMet(by observed: any LinkResource, beside state: ObservedState) -> Bool
}
