// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An entry of the host's neighbor table that stays (`ip neighbor`, permanent): the MAC address of a container behind a bridge.
public struct HostNeighbor: Hashable, Sendable {
    /// The link that it is behind, a bridge.
    public let link: InterfaceName
    /// The container's address.
    public let address: IPAddress
    /// The container's MAC address.
    public let mac: MACAddress

    /// An entry.
    public init(_ address: IPAddress, at mac: MACAddress, behind link: InterfaceName) {
        self.link = link
        self.address = address
        self.mac = mac
    }

    /// Whether both say something of the same address behind the same link.
    public func isAbout(sameAs other: HostNeighbor) -> Bool {
        link == other.link && address == other.address
    }
}

extension Endpoint {
    /// What the host's neighbor table has of the endpoint while it is in a container: one entry for each address, where its bridge speaks
    /// that family.
    ///
    /// So the host never asks for a container, and a container that makes it look for others takes no room from those that are there.
    public func neighbors(on network: Network) -> [HostNeighbor] {
        let families = Set(network.bridgeAddresses.map(\.address.family))
        return spokenAddresses.filter { families.contains($0.family) }.map {
            HostNeighbor($0, at: mac, behind: network.bridge)
        }
    }
}

extension DesiredState {
    /// What the host's neighbor table has of all endpoints.
    var neighbors: Set<HostNeighbor> {
        Set(
            endpoints.values.flatMap { endpoint in
                networks[endpoint.network].map { endpoint.neighbors(on: $0.network) } ?? []
            }
        )
    }
}
