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
    let firewall: Firewall
    let dockerFilter: DockerFilter
    let settings: HostSettings
    /// The index of each network's bridge, as a port's request names it.
    var bridgeIndices: [NetworkID: Int32] = [:]

    private let executor: any SerialExecutor
    private let graveyard: Graveyard
    private let namespace: NetworkNamespace?

    /// Opens the kernel of a namespace; of the process's own by default.
    public init(
        in namespace: NetworkNamespace? = nil,
        on executor: (any SerialExecutor)? = nil
    ) throws(DataplaneError) {
        do {
            let route = try NetlinkSocket(.route, in: namespace)
            let tables = NFTables(try NetlinkSocket(.netfilter, in: namespace))
            self.executor = try executor ?? ThreadExecutor(name: "mdnp-kernel")
            self.graveyard = try Graveyard(in: namespace)
            self.route = route
            self.links = Links(route)
            self.addresses = Addresses(route)
            self.routes = Routes(route)
            self.firewall = Firewall(tables)
            self.dockerFilter = DockerFilter(NativeDockerFilter(tables), LegacyDockerFilter(in: namespace))
            self.settings = HostSettings(namespace: namespace)
            self.namespace = namespace
        } catch {
            throw DataplaneError("open the kernel: \(error)")
        }
    }

    /// Does the steps in order, and stops at the first that the kernel refuses.
    public func carryOut(_ steps: [Step]) async throws(DataplaneError) {
        for step in steps {
            do {
                try await carryOut(step)
            } catch let error as DataplaneError {
                throw error
            } catch {
                throw DataplaneError("\(error)")
            }
        }
    }

    /// Says once, and then whenever a batch of nf_tables was committed or Docker made a bridge, that the firewall may have changed.
    public nonisolated func firewallChanges() throws(DataplaneError) -> AsyncStream<Void> {
        let events: AsyncStream<NFTablesEvent>
        do {
            events = try NFTablesEvent.stream(in: namespace)
        } catch {
            throw DataplaneError("\(error)")
        }
        let (changes, change) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let reading = Task {
            for await event in events {
                switch event {
                // One for each batch, after what the batch changed.
                case .generation, .overrun: change.yield()
                default: break
                }
            }
            change.finish()
        }
        let legacy = LegacyDockerFilter(in: namespace)
        let watching = Task { await legacy.watch { change.yield() } }
        let bridges = DockerBridges(in: namespace)
        let counting = Task { await bridges.watch { change.yield() } }
        change.onTermination = { _ in
            for task in [reading, watching, counting] { task.cancel() }
        }
        // What was changed before anybody listened has to be looked at as well.
        change.yield()
        return changes
    }

    /// Deletes the buried links as a group, on a thread of its own.
    public func reap() async throws(DataplaneError) -> Int {
        do {
            return try await graveyard.clear()
        } catch {
            throw DataplaneError("\(error)")
        }
    }

    private func carryOut(_ step: Step) async throws {
        switch step {
        case .ensureBridge(let network): try await ensureBridge(of: network)
        case .removeBridge(let id): try await removeBridge(of: id)
        case .removeLink(let name): try delete(name)
        case .addVeth(let endpoint, on: let network): try await addVeth(of: endpoint, on: network)
        case .attach(let name, to: let network): try attach(name, to: network)
        case .bury(let name): try bury(name)
        case .openFirewall(let elements):
            try firewall.open(with: elements)
            try await dockerFilter.open()
        case .closeFirewall:
            // First the table: should Docker's filter refuse, nothing is marked any more that it lets through.
            try firewall.close()
            try await dockerFilter.close()
        case .changeFirewall(add: let missing, remove: let surplus):
            try firewall.change(add: missing, remove: surplus)
        case .change(let change): try await settings.make(change)
        case .undo(let change): try await settings.undo(change)
        }
    }
}
