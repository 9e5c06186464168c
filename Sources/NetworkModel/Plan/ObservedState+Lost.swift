public import Addressing

extension ObservedState {
    /// The networks of mdnp's that a state does not have, not even as one that is being deleted, and on which a container may live: a state
    /// that they were in was lost.
    ///
    /// A crash leaves none: a network is recorded before its bridge is made, and forgotten after that is gone.
    public func lostNetworks(to desired: DesiredState) -> Set<NetworkID> {
        let living = veths.values.filter { !$0.isDead && !$0.hasReturned }
        return Set(living.map(\.network).filter { desired.networks[$0] == nil })
    }

    /// The bridges of networks that a state does not have; a start leaves only those of lost networks.
    public func lostBridges(to desired: DesiredState) -> Set<InterfaceName> {
        Set(bridges.filter { desired.networks[$0.key] == nil }.values.map(\.name))
    }
}
