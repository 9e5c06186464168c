// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// Decides as the rules of the firewall do about a first packet: pure, from the elements of the firewall.
struct ConnectionAdmission {
    private let subnets: [(prefix: Prefix, bridge: InterfaceName)]
    private let closed: Set<InterfaceName>
    private let published: Set<AddressPort>
    private let ranges: [(address: IPAddress, ports: ClosedRange<UInt16>)]

    init(_ elements: Set<FirewallElement>) {
        var (subnets, closed, published) = ([(Prefix, InterfaceName)](), Set<InterfaceName>(), Set<AddressPort>())
        var ranges: [(IPAddress, ClosedRange<UInt16>)] = []
        for element in elements {
            switch element {
            case .subnet(let bridge, let prefix): subnets.append((prefix, bridge))
            case .noEgress(let bridge): closed.insert(bridge)
            case .published(_, let container): published.insert(container)
            case .publishedRange(let first, through: let last, to: let address):
                ranges.append((address, first.port...last))
            default: break
            }
        }
        self.subnets = subnets
        self.closed = closed
        self.published = published
        self.ranges = ranges
    }

    /// Returns a Boolean value that indicates whether a connection leads to a published port, or out of a network that is not closed.
    func admits(_ connection: ConnectionMessage) -> Bool {
        let server = connection.reply.source
        if server != connection.original.destination, let port = connection.reply.transport.sourcePort,
            published.contains(AddressPort(server, port: port))
                || ranges.contains(where: { $0.address == server && $0.ports.contains(port) })
        {
            return true
        }
        guard let home = bridge(of: connection.original.source), !closed.contains(home) else { return false }
        return bridge(of: server) == nil
    }

    private func bridge(of address: IPAddress) -> InterfaceName? {
        subnets.first { $0.prefix.contains(address) }?.bridge
    }
}
