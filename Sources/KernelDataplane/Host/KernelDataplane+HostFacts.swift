// SPDX-License-Identifier: Apache-2.0

public import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
public import NetworkModel

extension KernelDataplane {
    /// Reads the routes, settings and filters of the host, and the process's use of its limits.
    public func hostFacts() async throws(DataplaneError) -> HostFacts {
        var facts = HostFacts()
        facts.routes = try await hostRoutes()
        do {
            facts.addresses = Set(try rtnetlink.addresses.list().compactMap { $0.local ?? $0.address })
            facts.ownBlocks = try rtnetlink.routes.list(table: RouteMessage.localTable)
                .filter { $0.type == .local }.compactMap(\.destinationPrefix)
                .filter { $0.length < $0.family.bitWidth }
            facts.forwardsIPv4 = try await forwardsIPv4()
            facts.strictUplinks = try await strictUplinks()
            facts.filters = try await filterReader.filters()
            for family in IPFamily.allCases where try await settings.filtersBridges(family) {
                for index in facts.filters.indices where facts.filters[index].packets.contains(family) {
                    facts.filters[index].frames.insert(family)
                }
            }
            facts.links = Dictionary(
                try rtnetlink.links.list().map { ($0.name, $0.index.rawValue) },
                uniquingKeysWith: { $1 }
            )
            facts.loopbackGuardFailure = bridges.loopbackGuard.failure.map { "\($0)" }
            facts.droppedFrames = try firewall.droppedFrames()
            facts.connections = try await settings.connections()
            let (used, limit) = try DescriptorLimit.usage()
            facts.descriptors = .init(used, of: Int(clamping: limit))
            return facts
        } catch {
            throw DataplaneError(error, during: "read host settings")
        }
    }

    /// Returns the uplinks on which the kernel drops clients, as it expects their packets only on the link of its default route.
    private func strictUplinks() async throws -> Set<InterfaceName> {
        let uplinks = try arrivals.uplinkRoutes().filter { $0.key == .v4 }
        guard !uplinks.isEmpty else { return [] }
        let first = try wayOut.link(.v4)
        var strict: Set<InterfaceName> = []
        for (index, link) in arrivals.names(of: uplinks) where index != first {
            if try await settings.checksSourcesStrictly(on: link) { strict.insert(link) }
        }
        return strict
    }

    /// Returns the addresses that are not the host's own (`ip route show table local`).
    public func absentAddresses(among addresses: Set<IPAddress>) async throws(DataplaneError) -> Set<IPAddress> {
        do {
            let own = try rtnetlink.routes.list(table: RouteMessage.localTable).filter { $0.type == .local }
                .compactMap(\.destinationPrefix)
            return addresses.filter { address in !own.contains { $0.contains(address) } }
        } catch {
            throw DataplaneError(error, during: "read host addresses")
        }
    }

    /// Returns a Boolean value that indicates whether the host forwards IPv4 packets, or at least those from its uplinks.
    ///
    /// An administrator may have turned on forwarding for the uplinks alone.
    private func forwardsIPv4() async throws -> Bool {
        if try await settings.forwardsIPv4() { return true }
        let uplinks = try rtnetlink.routes.list(family: .v4).filter { $0.destinationPrefix?.length == 0 }.compactMap(
            \.linkIndex
        )
        return try uplinks.contains { index in
            try rtnetlink.links.get(.index(index)).message.settings?.ipv4[.forwarding] == 1
        }
    }
}
