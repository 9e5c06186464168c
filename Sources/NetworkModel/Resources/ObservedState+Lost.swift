// SPDX-License-Identifier: Apache-2.0

public import Addressing

extension ObservedState {
    /// Returns the networks of observed links that the desired state does not contain in any phase, and that may have a running container.
    ///
    /// The database that contained them was lost.
    ///
    /// A crash leaves none: a network is recorded before its links are created, and its record is deleted after they are gone.
    public func lostNetworks(to desired: DesiredState) -> Set<NetworkID> {
        Set(
            links.compactMap { alias, resource in
                guard case .endpoint(_, on: let network) = alias, let link = resource.link else { return nil }
                return link.isInUse && desired.networks[network] == nil ? network : nil
            }
        )
    }

    /// Returns the links of networks that the desired state lacks; a start leaves only those of lost networks.
    public func lostLinks(to desired: DesiredState) -> Set<InterfaceName> {
        Set(
            links.compactMap { alias, resource in
                guard case .network(let id) = alias, desired.networks[id] == nil else { return nil }
                return resource.link?.name
            }
        )
    }
}
