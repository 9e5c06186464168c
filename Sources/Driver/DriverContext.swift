// SPDX-License-Identifier: Apache-2.0

public import IPAM
public import Logging
public import NetworkModel

/// What all parts of the driver share: the state, the kernel, the host's ports, the lanes, and the services that work beside the calls.
///
/// A call becomes recorded intent, then a state of the kernel, then an answer, in this order. Calls for one network are carried out in the
/// order they came; calls for different networks side by side.
public final class DriverContext: Sendable {
    /// Deletes retired links; to be run beside the driver.
    public let reaper: Reaper

    /// Lets the kernel forget connections; to be run beside the driver.
    public let sweeper: ConnectionSweeper

    /// Announces addresses to neighbors; to be run beside the driver.
    public let announcer: Announcer

    /// Fills client lists; to be run beside the driver.
    public let clientListKeeper: ClientListKeeper

    /// Notifies an observer when networks are created or deleted.
    public let networkChanges = NetworkChanges()

    /// What was put right that nobody asked for.
    public let repairs = Repairs()

    let store: DriverStore
    let dataplane: any Dataplane
    let ports: any PortHolder
    let authority: any AddressAuthority
    let logger: Logger
    let patience: Patience
    let modes: NetworkModes
    let lanes = Lanes()
    let automaticPort = AutomaticPort()
    let unheardPools = UnheardPools()

    /// A context over a store, a dataplane, and what takes ports of the host's.
    ///
    /// ``Reconciler/recover()`` comes before the first call.
    ///
    /// - Parameters:
    ///   - ranges: The source of automatic pools; that of IPv6 pools is a block of the host's own unless one is given.
    ///   - authority: The authority over addresses; nil for the state of this host.
    public init(
        store: any StateStore,
        dataplane: any Dataplane,
        ports: any PortHolder,
        logger: Logger,
        patience: Patience = Patience(),
        modes: NetworkModes = .standard,
        ranges: [PoolRange] = PoolRange.standard,
        authority: (any AddressAuthority)? = nil
    ) {
        self.patience = patience
        self.modes = modes
        self.store = DriverStore(store: store)
        self.dataplane = dataplane
        self.ports = ports
        self.logger = logger
        self.authority =
            authority
            ?? LocalAddresses(store: store, dataplane: dataplane, ranges: ranges, unheardPools: unheardPools)
        self.clientListKeeper = ClientListKeeper(store: store, dataplane: dataplane, logger: logger)
        self.announcer = Announcer(dataplane: dataplane, logger: logger)
        self.sweeper = ConnectionSweeper(dataplane: dataplane, ports: ports, logger: logger)
        self.reaper = Reaper(dataplane: dataplane, logger: logger)
    }

    /// Compares the kernel with the state, and removes what is stale.
    public var reconciler: Reconciler { Reconciler(context: self) }

    /// Keeps the kernel as it should be; to be run beside the driver.
    public var dataplaneKeeper: DataplaneKeeper { DataplaneKeeper(reconciler) }

    /// Finishes what calls could not; to be run beside the driver.
    public var finisher: Finisher { Finisher(reconciler) }

    /// Observes the kernel.
    func observe(_ extent: ObservedExtent) async throws(DriverError) -> ObservedState {
        do {
            return try await dataplane.observe(extent)
        } catch {
            throw .dataplane(error)
        }
    }

    /// Carries steps out, and keeps durably what they change of the host itself: before the change, and until it is undone.
    func carryOut(_ steps: [Step]) async throws(DriverError) {
        for change in steps.compactMap(\.hostChange) {
            try await store.commit { _ in Decision([.recordHostChange(change)], ()) }
        }
        do {
            try await dataplane.carryOut(steps)
        } catch {
            throw .dataplane(error)
        }
        if steps.makesClientLists { clientListKeeper.wake() }
        for step in steps {
            if let change = step.hostChange { logger.notice("host changed", metadata: ["change": "\(change)"]) }
            guard let change = step.undoneHostChange else { continue }
            try await store.commit { _ in Decision([.forgetHostChange(change)], ()) }
            logger.notice("host changed back", metadata: ["change": "\(change)"])
        }
    }

    /// Makes a client list whole that the firewall has just got; where that was taken away, once more after a repair.
    func fill(_ list: ClientList?) async throws(DriverError) {
        guard let list else { return }
        try await repairing { () throws(DataplaneError) in try await dataplane.fill([list]) }
    }

    /// Carries out steps that build on the firewall; where that was taken away just now, once more after a repair.
    func carryOutRepairing(_ steps: [Step]) async throws(DriverError) {
        try await repairing { () throws(DataplaneError) in try await dataplane.carryOut(steps) }
    }

    /// Does what a repair may help, and once more after it.
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

/// A part of the driver: works over the context, and over the other parts.
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
    var ports: any PortHolder { context.ports }
    var authority: any AddressAuthority { context.authority }
    var lanes: Lanes { context.lanes }
    var logger: Logger { context.logger }
}
