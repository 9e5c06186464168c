// SPDX-License-Identifier: Apache-2.0

import Addressing
public import LinuxSystem
import Netlink
import NetlinkWire
public import NetworkModel

/// The kernel of a network namespace as a dataplane: bridges and veths over rtnetlink, the firewall over nf_tables.
///
/// The actor runs on the thread of its caller's choice, or on its own, never on the shared thread pool: a netlink request blocks until the
/// kernel has completed it.
public actor KernelDataplane: Dataplane {
    /// The thread on which the actor runs.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let rtnetlink: Rtnetlink
    let bridges: BridgeProvider
    let veths: VethProvider
    let neighbors: NeighborProvider
    let firewallProvider: FirewallProvider
    let settings: HostSettings
    let arrivals: ArrivalRouter
    let filterReader: FilterReader

    var firewall: Firewall { firewallProvider.firewall }
    var dockerFilter: DockerFilter { firewallProvider.dockerFilter }
    var wayOut: WayOut { WayOut(routes: rtnetlink.routes, links: rtnetlink.links) }

    /// The port ids of the netlink sockets that change the firewall; events with these ids are mdnp's own changes.
    let firewallPortIDs: Set<UInt32>
    let filledClientLists = FilledClientLists()
    let namespace: NetworkNamespace?

    private let executor: any SerialExecutor
    private let retiredLinks: RetiredLinks
    private let eraser: ConnectionEraser
    private let sender: FrameSender
    private let filler: ClientListFiller

    /// Opens the kernel of a namespace, by default that of the process, with the directory for the host's settings.
    public init(
        in namespace: NetworkNamespace? = nil,
        on executor: (any SerialExecutor)? = nil,
        settings: String = "/proc/sys"
    ) throws(DataplaneError) {
        do {
            let rtnetlink = Rtnetlink(try NetlinkSocket(.route, in: namespace))
            let netfilter = try NetlinkSocket(.netfilter, in: namespace)
            let tables = NFTables(netfilter)
            let firewall = Firewall(tables)
            let settings = HostSettings(namespace: namespace, directory: settings)
            let places = BridgePlaces(rtnetlink.links)
            let retiredLinks = try RetiredLinks(in: namespace)
            let eraser = try ConnectionEraser(in: namespace)
            let filler = try ClientListFiller(in: namespace, filled: filledClientLists)
            self.executor = try executor ?? ThreadExecutor(name: "mdnp-kernel")
            self.sender = try FrameSender(in: namespace)
            self.filterReader = try FilterReader(in: namespace)
            self.namespace = namespace
            self.filler = filler
            self.firewallPortIDs = [netfilter.portID, filler.portID]
            self.rtnetlink = rtnetlink
            self.retiredLinks = retiredLinks
            self.eraser = eraser
            self.settings = settings
            self.neighbors = NeighborProvider(rtnetlink: rtnetlink)
            self.arrivals = ArrivalRouter(rtnetlink: rtnetlink, firewall: firewall)
            self.bridges = BridgeProvider(
                rtnetlink: rtnetlink,
                settings: settings,
                loopbackGuard: LoopbackGuard(),
                places: places,
                retiredLinks: retiredLinks
            )
            self.veths = VethProvider(
                rtnetlink: rtnetlink,
                settings: settings,
                places: places,
                neighbors: neighbors,
                retiredLinks: retiredLinks
            )
            self.firewallProvider = FirewallProvider(
                firewall: firewall,
                dockerFilter: DockerFilter(NativeDockerFilter(tables), LegacyDockerFilter(in: namespace)),
                arrivals: arrivals,
                filledClientLists: filledClientLists,
                eraser: eraser
            )
        } catch {
            throw .unavailable("open netlink: \(error)")
        }
    }

    /// Carries out the steps in order, and stops at the first that the kernel refuses.
    public func carryOut(_ steps: [Step]) async throws(DataplaneError) {
        for batch in steps.batches {
            do {
                try await provider(of: batch[0]).carryOut(batch)
            } catch {
                throw DataplaneError(error)
            }
        }
    }

    /// Deletes conntrack entries, on a separate thread.
    public func forget(_ connections: Set<ConnectionPattern>) async throws(DataplaneError) -> Int {
        do {
            return try await eraser.erase(connections)
        } catch {
            throw DataplaneError(error, during: "delete connections")
        }
    }

    /// Fills client lists, on a separate thread.
    public func fill(_ lists: [ClientList]) async throws(DataplaneError) {
        do {
            for list in lists { try await filler.fill(list) }
        } catch {
            throw DataplaneError(error, during: "fill client list")
        }
    }

    /// Sends announcements on their links, on a separate thread.
    public func announce(_ announcements: [Announcement]) async throws(DataplaneError) {
        do {
            try await sender.send(announcements)
        } catch {
            throw DataplaneError(error)
        }
    }

    /// Deletes the retired links as a group, on a separate thread.
    public func reap() async throws(DataplaneError) -> Int {
        do {
            return try await retiredLinks.clear()
        } catch {
            throw DataplaneError(error)
        }
    }
}
