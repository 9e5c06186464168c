public import Addressing

/// One thing to do to the kernel.
///
/// Each is safe to do twice.
public enum Step: Hashable, Sendable {
    /// Make a network's bridge, with its addresses, or bring one that stands to what it should be.
    case ensureBridge(Network)
    /// Take a network's bridge away, and whatever is still attached to it.
    case removeBridge(NetworkID)
    /// Delete a link that is nobody's.
    case removeLink(InterfaceName)
    /// Make an endpoint's veth: the host's end in the bridge and up, the other where Docker picks it up.
    case addVeth(Endpoint, on: Network)
    /// Put an endpoint's veth back into its bridge, and up.
    case attach(Endpoint, to: Network)
    /// Take entries of mdnp's out of the host's neighbor table.
    case removeNeighbors([HostNeighbor])
    /// Hand the host's end of a veth to the reaper.
    case bury(InterfaceName)
    /// Make mdnp's firewall table anew, with all that it is to know, and let what it marks through Docker's filter.
    case openFirewall(Set<FirewallElement>)
    /// Take mdnp's firewall table away, and the rule in Docker's filter.
    case closeFirewall
    /// Tell the firewall something, and let it forget something.
    case changeFirewall(add: Set<FirewallElement>, remove: Set<FirewallElement>)
    /// Change something of the host itself.
    case change(HostChange)
    /// Change something of the host back.
    case undo(HostChange)
}
