import Logging
import NetworkModel

/// Looks at the firewall whenever somebody changed it, and puts right what is not: Docker makes its chains when it starts, and hosts
/// reload their rules.
public struct FirewallKeeper: Sendable {
    private let driver: BridgeNetworkDriver

    /// Changes come in bursts; they are answered together.
    private static var pause: Duration { .milliseconds(50) }

    init(driver: BridgeNetworkDriver) {
        self.driver = driver
    }

    /// Works until the task is cancelled.
    public func run() async {
        do {
            for await _ in try driver.dataplane.firewallChanges() {
                try? await Task.sleep(for: Self.pause)
                await putRight()
            }
        } catch {
            driver.logger.error("firewall not watched", metadata: ["cause": "\(error)"])
        }
    }

    private func putRight() async {
        do {
            try await driver.lanes.run(on: .host) {
                let observed = try await driver.dataplane.observe(.networks)
                let networks = try await driver.store.read { $0.neededNetworks }
                let steps = Plan.firewall(for: networks, observed)
                guard !steps.isEmpty else { return }
                try await driver.carryOut(steps)
                driver.logger.notice("firewall put right", metadata: ["steps": "\(steps.count)"])
            }
        } catch {
            driver.logger.error("firewall not put right", metadata: ["cause": "\(error)"])
        }
    }
}
