// SPDX-License-Identifier: Apache-2.0

public import Addressing

extension ObservedState {
    /// The networks of mdnp's that a state does not have, not even as one that is being deleted, and on which a container may live: a state
    /// that they were in was lost.
    ///
    /// A crash leaves none: a network is recorded before its links are made, and forgotten after they are gone.
    public func lostNetworks(to desired: DesiredState) -> Set<NetworkID> {
        Set(
            links.compactMap { alias, resource in
                guard case .endpoint(_, on: let network) = alias, let link = resource.link else { return nil }
                return link.isInUse && desired.networks[network] == nil ? network : nil
            }
        )
    }

    /// The links of networks that a state does not have; a start leaves only those of lost networks.
    public func lostLinks(to desired: DesiredState) -> Set<InterfaceName> {
        Set(
            links.compactMap { alias, resource in
                guard case .network(let id) = alias, desired.networks[id] == nil else { return nil }
                return resource.link?.name
            }
        )
    }
}
