// SPDX-License-Identifier: Apache-2.0

import Addressing
public import LinuxSystem
import Netlink
import NetlinkWire
public import NetworkModel

/// The kernel of a network namespace as a dataplane: bridges and veths by rtnetlink, forwarding by nf_tables.
///
/// An actor on a thread that it is given, or that is its own, and never on those that everybody shares: the kernel does what it is asked
/// within the call.
public actor KernelDataplane: Dataplane {
    /// The thread that the actor runs on.
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

    /// The numbers of the sockets that change the firewall, by which its own changes are told from those of others.
    let firewallPortIDs: Set<UInt32>
    let filledClientLists = FilledClientLists()
    let namespace: NetworkNamespace?

    private let executor: any SerialExecutor
    private let graveyard: Graveyard
    private let eraser: ConnectionEraser
    private let sender: FrameSender
    private let filler: ClientListFiller

    /// Opens the kernel of a namespace, of the process's own by default, and says where the host's settings are written.
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
            let graveyard = try Graveyard(in: namespace)
            let eraser = try ConnectionEraser(in: namespace)
            let filler = try ClientListFiller(in: namespace, filled: filledClientLists)
            self.executor = try executor ?? ThreadExecutor(name: "mdnp-kernel")
            self.sender = try FrameSender(in: namespace)
            self.filterReader = try FilterReader(in: namespace)
            self.namespace = namespace
            self.filler = filler
            self.firewallPortIDs = [netfilter.portID, filler.portID]
            self.rtnetlink = rtnetlink
            self.graveyard = graveyard
            self.eraser = eraser
            self.settings = settings
            self.neighbors = NeighborProvider(rtnetlink: rtnetlink)
            self.arrivals = ArrivalRouter(rtnetlink: rtnetlink, firewall: firewall)
            self.bridges = BridgeProvider(
                rtnetlink: rtnetlink,
                settings: settings,
                loopbackGuard: LoopbackGuard(),
                places: places,
                graveyard: graveyard
            )
            self.veths = VethProvider(
                rtnetlink: rtnetlink,
                settings: settings,
                places: places,
                neighbors: neighbors,
                graveyard: graveyard
            )
            self.firewallProvider = FirewallProvider(
                firewall: firewall,
                dockerFilter: DockerFilter(NativeDockerFilter(tables), LegacyDockerFilter(in: namespace)),
                arrivals: arrivals,
                filledClientLists: filledClientLists,
                eraser: eraser
            )
        } catch {
            throw .unavailable("open the kernel: \(error)")
        }
    }

    /// Does the steps in order, and stops at the first that the kernel refuses.
    public func carryOut(_ steps: [Step]) async throws(DataplaneError) {
        for batch in steps.batches {
            do {
                try await provider(of: batch[0]).carryOut(batch)
            } catch {
                throw DataplaneError(error)
            }
        }
    }

    /// Makes the kernel forget connections, on a thread of its own.
    public func forget(_ connections: Set<ConnectionPattern>) async throws(DataplaneError) -> Int {
        do {
            return try await eraser.erase(connections)
        } catch {
            throw DataplaneError(error, during: "forget connections")
        }
    }

    /// Fills client lists, on a thread of its own.
    public func fill(_ lists: [ClientList]) async throws(DataplaneError) {
        do {
            for list in lists { try await filler.fill(list) }
        } catch {
            throw DataplaneError(error, during: "fill client list")
        }
    }

    /// Sends announcements out of their links, on a thread of its own.
    public func announce(_ announcements: [Announcement]) async throws(DataplaneError) {
        do {
            try await sender.send(announcements)
        } catch {
            throw DataplaneError(error)
        }
    }

    /// Deletes the buried links as a group, on a thread of its own.
    public func reap() async throws(DataplaneError) -> Int {
        do {
            return try await graveyard.clear()
        } catch {
            throw DataplaneError(error)
        }
    }
}
