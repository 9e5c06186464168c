import DockerPluginAPI
public import Logging
public import NetworkModel

/// mdnp's network driver: what Docker asks of a network and its endpoints becomes recorded intent, then a state of the kernel, then an
/// answer, in this order.
///
/// Calls for one network are carried out in the order they came; calls for different networks side by side.
public struct BridgeNetworkDriver: Sendable {
    /// What one call may have to wait for.
    enum Lane: Hashable, Sendable {
        /// The calls about ports of one endpoint: other calls of its network are carried out between parts of them.
        ///
        /// Entered before that of a network.
        case endpoint(EndpointID)
        /// The calls for one network.
        case network(NetworkID)
        /// The host's ports, which networks share.
        ///
        /// Entered within that of a network, never the other way round.
        case ports
        /// What networks share: the firewall and the host's own settings.
        case host
    }

    /// Deletes buried links; to be run beside the driver.
    public let reaper: Reaper

    /// Lets the kernel forget connections; to be run beside the driver.
    public let sweeper: ConnectionSweeper

    /// Announces addresses to neighbors; to be run beside the driver.
    public let announcer: Announcer

    /// Fills client lists; to be run beside the driver.
    public let clientListKeeper: ClientListKeeper

    /// Notifies an observer when networks are created or deleted.
    public let networkChanges = NetworkChanges()

    /// Keeps the kernel as it should be; to be run beside the driver.
    public var dataplaneKeeper: DataplaneKeeper { DataplaneKeeper(driver: self) }

    /// Finishes what calls could not; to be run beside the driver.
    public var finisher: Finisher { Finisher(driver: self) }

    /// What was put right that nobody asked for.
    public let repairs = Repairs()

    let store: any StateStore
    let dataplane: any Dataplane
    let ports: any PortHolder
    let logger: Logger
    let patience: Patience
    let lanes = Lanes<Lane>()
    let automaticPort = AutomaticPort()
    let unheardPools = UnheardPools()

    /// A driver over a store, a dataplane, and what takes ports of the host's.
    ///
    /// ``recover()`` comes before the first call.
    public init(
        store: any StateStore,
        dataplane: any Dataplane,
        ports: any PortHolder,
        logger: Logger,
        patience: Patience = Patience()
    ) {
        self.patience = patience
        self.store = store
        self.dataplane = dataplane
        self.ports = ports
        self.logger = logger
        self.clientListKeeper = ClientListKeeper(store: store, dataplane: dataplane, logger: logger)
        self.announcer = Announcer(dataplane: dataplane, logger: logger)
        self.sweeper = ConnectionSweeper(dataplane: dataplane, ports: ports, logger: logger)
        self.reaper = Reaper(dataplane: dataplane, logger: logger)
    }

    /// Carries steps out, and keeps durably what they change of the host itself: before the change, and until it is undone.
    func carryOut(_ steps: [Step]) async throws {
        for case .ensure(.setting(let change)) in steps {
            try await store.commit { _ in Decision([.recordHostChange(change)], ()) }
        }
        try await dataplane.carryOut(steps)
        if steps.makesClientLists { clientListKeeper.wake() }
        for step in steps {
            switch step {
            case .ensure(.setting(let change)): logger.notice("host changed", metadata: ["change": "\(change)"])
            case .remove(.setting(let change)):
                try await store.commit { _ in Decision([.forgetHostChange(change)], ()) }
                logger.notice("host changed back", metadata: ["change": "\(change)"])
            default: break
            }
        }
    }

    /// Makes a client list whole that the firewall has just got; where that was taken away, once more after it was put right.
    func fill(_ list: ClientList?) async throws {
        guard let list else { return }
        do {
            try await dataplane.fill([list])
        } catch {
            logger.notice("retrying after firewall repair", metadata: ["cause": "\(error)"])
            _ = try await repairShared()
            try await dataplane.fill([list])
        }
    }

    /// Carries out steps that build on the firewall; where that was taken away just now, once more after it was put right.
    func carryOutRepairing(_ steps: [Step]) async throws {
        do {
            try await dataplane.carryOut(steps)
        } catch {
            logger.notice("once more after a look", metadata: ["cause": "\(error)"])
            _ = try await repairShared()
            try await dataplane.carryOut(steps)
        }
    }

    /// Runs a call; whatever stops it is answered as one line that begins with what was to be done.
    func answering<Answer>(
        _ operation: @autoclosure () -> String,
        _ call: () async throws -> Answer
    ) async throws(PluginError) -> Answer {
        do {
            return try await call()
        } catch {
            throw PluginError("\(operation()): \(error)", PluginError.Kind(of: error))
        }
    }
}

extension PluginError.Kind {
    /// Whether what stopped a call is an answer to the one who asked, or a fault.
    fileprivate init(of cause: any Error) {
        switch cause {
        case is Refusal, StateError.refused, PortError.taken, PortError.noSuchAddress: self = .refused
        default: self = .failed
        }
    }
}
