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
        /// The calls for one network.
        case network(NetworkID)
        /// What networks share: the firewall and the host's own settings.
        case host
    }

    /// Deletes buried links; to be run beside the driver.
    public let reaper: Reaper

    /// Keeps the firewall as it should be; to be run beside the driver.
    public var firewallKeeper: FirewallKeeper { FirewallKeeper(driver: self) }

    let store: any StateStore
    let dataplane: any Dataplane
    let logger: Logger
    let lanes = Lanes<Lane>()

    /// A driver over a store and a dataplane.
    ///
    /// ``recover()`` comes before the first call.
    public init(store: any StateStore, dataplane: any Dataplane, logger: Logger) {
        self.store = store
        self.dataplane = dataplane
        self.logger = logger
        self.reaper = Reaper(dataplane: dataplane, logger: logger)
    }

    /// Carries steps out, and keeps durably what they change of the host itself: before the change, and until it is undone.
    func carryOut(_ steps: [Step]) async throws {
        for case .change(let change) in steps {
            try await store.commit { _ in Decision([.recordHostChange(change)], ()) }
        }
        try await dataplane.carryOut(steps)
        for step in steps {
            switch step {
            case .change(let change): logger.notice("host changed", metadata: ["change": "\(change)"])
            case .undo(let change):
                try await store.commit { _ in Decision([.forgetHostChange(change)], ()) }
                logger.notice("host changed back", metadata: ["change": "\(change)"])
            default: break
            }
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
            throw PluginError("\(operation()): \(error)")
        }
    }
}
