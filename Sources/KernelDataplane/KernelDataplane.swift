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

    let route: NetlinkSocket
    let links: Links
    let addresses: Addresses
    let routes: Routes
    let neighbors: Neighbors
    let firewall: Firewall
    let dockerFilter: DockerFilter
    let filterReader: FilterReader
    let settings: HostSettings
    var wayOut: WayOut { WayOut(routes: routes, links: links) }
    let control: TrafficControl
    let loopbackGuard = LoopbackGuard()
    /// Each network's bridge, as a port's request names it.
    var bridges: [NetworkID: BridgePlace] = [:]

    /// The numbers of the sockets that change the firewall, by which its own changes are told from those of others.
    let firewallPortIDs: Set<UInt32>
    let filledClientLists = FilledClientLists()
    let namespace: NetworkNamespace?

    private let executor: any SerialExecutor
    private let graveyard: Graveyard
    let eraser: ConnectionEraser
    private let sender: FrameSender
    private let filler: ClientListFiller

    /// Opens the kernel of a namespace, of the process's own by default, and says where the host's settings are written.
    public init(
        in namespace: NetworkNamespace? = nil,
        on executor: (any SerialExecutor)? = nil,
        settings: String = "/proc/sys"
    ) throws(DataplaneError) {
        do {
            let route = try NetlinkSocket(.route, in: namespace)
            let netfilter = try NetlinkSocket(.netfilter, in: namespace)
            let tables = NFTables(netfilter)
            self.executor = try executor ?? ThreadExecutor(name: "mdnp-kernel")
            self.graveyard = try Graveyard(in: namespace)
            self.eraser = try ConnectionEraser(in: namespace)
            self.sender = try FrameSender(in: namespace)
            let filler = try ClientListFiller(in: namespace, filledClientLists)
            self.filler = filler
            self.firewallPortIDs = [netfilter.portID, filler.portID]
            self.route = route
            self.links = Links(route)
            self.addresses = Addresses(route)
            self.routes = Routes(route)
            self.neighbors = Neighbors(route)
            self.control = TrafficControl(route)
            self.firewall = Firewall(tables)
            self.dockerFilter = DockerFilter(NativeDockerFilter(tables), LegacyDockerFilter(in: namespace))
            self.filterReader = try FilterReader(in: namespace)
            self.settings = HostSettings(namespace: namespace, directory: settings)
            self.namespace = namespace
        } catch {
            throw .unavailable("open the kernel: \(error)")
        }
    }

    /// Does the steps in order, and stops at the first that the kernel refuses.
    public func carryOut(_ steps: [Step]) async throws(DataplaneError) {
        for step in steps {
            do {
                try await carryOut(step)
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

    private func carryOut(_ step: Step) async throws {
        switch step {
        case .ensureBridge(let network): try await ensureBridge(of: network)
        case .removeBridge(let id): try await removeBridge(of: id)
        case .removeLink(let name): try delete(name)
        case .addVeth(let endpoint, on: let network): try await addVeth(of: endpoint, on: network)
        case .attach(let endpoint, to: let network): try await attach(endpoint, to: network)
        case .removeNeighbors(let neighbors): try removeNeighbors(neighbors)
        case .bury(let name): try bury(name)
        case .openFirewall(let elements):
            try await admitConnections(of: elements)
            try firewall.open(with: elements)
            filledClientLists.forgetAll()
            try routeArrivals()
            try await dockerFilter.open()
        case .closeFirewall:
            // First the table: should Docker's filter refuse, nothing is marked any more that it lets through.
            try firewall.close()
            filledClientLists.forgetAll()
            try routeArrivals()
            try await dockerFilter.close()
        case .changeFirewall(add: let missing, remove: let surplus):
            try firewall.change(add: missing, remove: surplus)
            filledClientLists.forget(missing.compactMap(\.clientList))
            let isArrival = { (element: FirewallElement) in if case .arrival = element { true } else { false } }
            if missing.contains(where: isArrival) || surplus.contains(where: isArrival) { try routeArrivals() }
        case .change(let change): try await settings.make(change)
        case .undo(let change): try await settings.undo(change)
        }
    }
}
