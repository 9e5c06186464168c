// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A permanent entry of the host neighbor table (`ip neighbor`): the MAC address of a container behind a bridge.
public struct HostNeighbor: Hashable, Sendable {
    /// The bridge in front of the container.
    public let link: InterfaceName
    /// The IP address of the container.
    public let address: IPAddress
    /// The MAC address of the container.
    public let mac: MACAddress

    /// Creates an entry.
    public init(_ address: IPAddress, at mac: MACAddress, behind link: InterfaceName) {
        self.link = link
        self.address = address
        self.mac = mac
    }

    /// Returns a Boolean value that indicates whether both entries have the same address and link.
    public func isAbout(sameAs other: HostNeighbor) -> Bool {
        link == other.link && address == other.address
    }
}

extension Endpoint {
    /// Returns the entries of the host neighbor table for an endpoint in a container: one for each address of a family that its bridge has.
    ///
    /// The host therefore sends no ARP query for a container. A container that makes the host query other addresses cannot displace these
    /// entries.
    public func neighbors(on network: Network) -> [HostNeighbor] {
        let families = Set(network.bridgeAddresses.map(\.address.family))
        return spokenAddresses.filter { families.contains($0.family) }.map {
            HostNeighbor($0, at: mac, behind: network.bridge)
        }
    }
}

extension DesiredState {
    /// The entries of the host neighbor table for all endpoints.
    var neighbors: Set<HostNeighbor> {
        Set(
            endpoints.values.flatMap { endpoint in
                networks[endpoint.network].map { endpoint.neighbors(on: $0.network) } ?? []
            }
        )
    }
}
