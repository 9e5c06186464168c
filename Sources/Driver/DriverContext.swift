// SPDX-License-Identifier: Apache-2.0

public import IPAM
public import Logging
public import NetworkModel

/// The shared parts of the driver: the state, the kernel, the host ports, the lanes, and the services beside the calls.
///
/// A call becomes recorded intent, then a state of the kernel, then a reply, in this order. Calls for one network run in the order of their
/// arrival; calls for different networks run concurrently.
public final class DriverContext: Sendable {
    /// Deletes retired links; runs beside the driver.
    public let reaper: Reaper

    /// Deletes conntrack entries; runs beside the driver.
    public let sweeper: ConnectionSweeper

    /// Announces addresses to neighbors; runs beside the driver.
    public let announcer: Announcer

    /// Fills client lists; runs beside the driver.
    public let clientListKeeper: ClientListKeeper

    /// Notifies an observer when networks are created or deleted.
    public let networkChanges = NetworkChanges()

    /// The repairs since the start of mdnp.
    public let repairs = Repairs()

    let store: DriverStore
    let dataplane: any Dataplane
    let ports: any PortReservations
    let authority: any AddressAuthority
    let logger: Logger
    let timing: Timing
    let modes: NetworkModes
    let lanes = Lanes()
    let automaticPort = AutomaticPort()
    let unacknowledgedPools = UnacknowledgedPools()

    /// Creates a context over a store, a dataplane and the reservations of host ports.
    ///
    /// Call ``Reconciler/recover()`` before the first call of Docker.
    ///
    /// - Parameters:
    ///   - ranges: The source of automatic pools. IPv6 pools come from a block of this host if no range is given.
    ///   - authority: The authority over addresses; nil for the state of this host.
    public init(
        store: any StateStore,
        dataplane: any Dataplane,
        ports: any PortReservations,
        logger: Logger,
        timing: Timing = Timing(),
        modes: NetworkModes = .standard,
        ranges: [PoolRange] = PoolRange.standard,
        authority: (any AddressAuthority)? = nil
    ) {
        self.timing = timing
        self.modes = modes
        self.store = DriverStore(store: store)
        self.dataplane = dataplane
        self.ports = ports
        self.logger = logger
        self.authority =
            authority
            ?? LocalAddresses(
                store: store,
                dataplane: dataplane,
                ranges: ranges,
                unacknowledgedPools: unacknowledgedPools
            )
        self.clientListKeeper = ClientListKeeper(store: store, dataplane: dataplane, logger: logger)
        self.announcer = Announcer(dataplane: dataplane, logger: logger)
        self.sweeper = ConnectionSweeper(dataplane: dataplane, ports: ports, logger: logger)
        self.reaper = Reaper(dataplane: dataplane, logger: logger)
    }

    /// Compares the kernel with the state, and removes stale endpoints.
    public var reconciler: Reconciler { Reconciler(context: self) }

    /// Repairs differences between the kernel and the state; runs beside the driver.
    public var dataplaneKeeper: DataplaneKeeper { DataplaneKeeper(reconciler) }

    /// Completes unfinished networks; runs beside the driver.
    public var finisher: Finisher { Finisher(reconciler) }

    /// Observes the kernel.
    func observe(_ extent: ObservedExtent) async throws(DriverError) -> ObservedState {
        do {
            return try await dataplane.observe(extent)
        } catch {
            throw .dataplane(error)
        }
    }

    /// Carries out steps, and records changes of host settings before they are made and until they are undone.
    func carryOut(_ steps: [Step]) async throws(DriverError) {
        for change in steps.compactMap(\.hostChange) {
            try await store.commit { _ in Decision([.recordHostChange(change)], outcome: ()) }
        }
        do {
            try await dataplane.carryOut(steps)
        } catch {
            throw .dataplane(error)
        }
        if steps.makesClientLists { clientListKeeper.wake() }
        for step in steps {
            if let change = step.hostChange { logger.notice("host setting changed", metadata: ["change": "\(change)"]) }
            guard let change = step.undoneHostChange else { continue }
            try await store.commit { _ in Decision([.forgetHostChange(change)], outcome: ()) }
            logger.notice("host setting restored", metadata: ["change": "\(change)"])
        }
    }

    /// Fills a new client list of the firewall.
    ///
    /// If the list is gone, the firewall is repaired and the list filled once more.
    func fill(_ list: ClientList?) async throws(DriverError) {
        guard let list else { return }
        try await repairing { () throws(DataplaneError) in try await dataplane.fill([list]) }
    }

    /// Carries out steps that need the tables of the firewall.
    ///
    /// If the tables are gone, the firewall is repaired and the steps carried out once more.
    func carryOutRepairing(_ steps: [Step]) async throws(DriverError) {
        try await repairing { () throws(DataplaneError) in try await dataplane.carryOut(steps) }
    }

    /// Runs work, and once more after a repair if a repair may help.
    private func repairing(_ work: () async throws(DataplaneError) -> Void) async throws(DriverError) {
        do {
            try await work()
        } catch {
            guard error.mayPassAfterRepair else { throw .dataplane(error) }
            logger.notice("retrying after firewall repair", metadata: ["cause": "\(error)"])
            _ = try await reconciler.repairShared()
            do {
                try await work()
            } catch {
                throw .dataplane(error)
            }
        }
    }
}

/// A part of the driver, which works over the context and the other parts.
protocol DriverPart: Sendable {
    var context: DriverContext { get }
}

extension DriverPart {
    var networkCalls: NetworkCalls { NetworkCalls(context: context) }
    var endpointCalls: EndpointCalls { EndpointCalls(context: context) }
    var portCalls: PortCalls { PortCalls(context: context) }
    var reconciler: Reconciler { context.reconciler }

    var store: DriverStore { context.store }
    var dataplane: any Dataplane { context.dataplane }
    var ports: any PortReservations { context.ports }
    var authority: any AddressAuthority { context.authority }
    var lanes: Lanes { context.lanes }
    var logger: Logger { context.logger }
}
