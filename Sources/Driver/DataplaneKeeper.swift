import Logging
import NetworkModel

/// Looks at the kernel whenever somebody else changed what is mdnp's, and puts right what is not: hosts reload their rules, Docker makes its
/// chains when it starts, and people touch bridges.
public struct DataplaneKeeper: Sendable {
    private let driver: BridgeNetworkDriver

    /// Changes come in bursts; they are answered together.
    private static var pause: Duration { .milliseconds(50) }

    /// How often it looks again after it put something right: while it did, calls may have changed what should be.
    private static var looks: Int { 3 }

    init(driver: BridgeNetworkDriver) {
        self.driver = driver
    }

    /// Works until the task is cancelled.
    public func run() async {
        do {
            for await _ in try driver.dataplane.changes() {
                try? await Task.sleep(for: Self.pause)
                await putRight()
            }
        } catch {
            driver.logger.error("kernel not watched", metadata: ["cause": "\(error)"])
        }
    }

    private func putRight() async {
        do {
            for _ in 1...Self.looks {
                guard try await driver.repair() else { break }
            }
            await driver.holdPorts()
        } catch {
            driver.logger.error("not repaired", metadata: ["cause": "\(error)"])
        }
    }
}

extension BridgeNetworkDriver {
    /// Looks once, and puts right what is not; answers whether there was anything.
    func repair() async throws -> Bool {
        let (shared, links) = try await lanes.run(on: .host) {
            let observed = try await dataplane.observe(.everything)
            let desired = try await store.read { $0 }
            let repairs = Plan.repairs(from: observed, to: desired)
            let isShared = { (step: Step) in if case .attach = step { false } else { true } }
            let shared = repairs.filter(isShared)
            try await carryOut(shared)
            return (shared, repairs.filter { !isShared($0) })
        }
        for case .attach(let link, to: let network) in links {
            // A link that was buried since the look must not be brought back.
            try await lanes.run(on: .network(network.id)) {
                guard try await store.read({ $0.owner(of: link) != nil }) else { return }
                try await carryOut([.attach(link, to: network)])
            }
        }
        for step in shared + links {
            logger.debug("repair", metadata: ["step": "\(step)"])
            count(Repairs.Kind(step))
        }
        return !(shared + links).isEmpty
    }

    /// Counts something that was put right, and says so.
    func count(_ kind: Repairs.Kind) {
        logger.notice("repaired", metadata: ["what": "\(kind)", "times": "\(repairs.add(kind))"])
    }
}

extension Repairs.Kind {
    fileprivate init(_ step: Step) {
        switch step {
        case .openFirewall, .changeFirewall, .closeFirewall: self = .firewall
        case .ensureBridge: self = .bridge
        default: self = .link
        }
    }
}
