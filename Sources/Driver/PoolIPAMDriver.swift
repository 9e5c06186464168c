public import Addressing
public import IPAM
import Logging
public import NetworkModel

/// mdnp's IPAM driver: what Docker asks of pools and addresses becomes a decision over the address book, is kept, and is answered.
///
/// It serves every network driver; together with mdnp's own it finds what Docker never gave back.
public struct PoolIPAMDriver: Sendable {
    /// Frees addresses that nobody gives back; to be run beside the driver.
    public let leaseKeeper: LeaseKeeper

    let networkDriver: BridgeNetworkDriver
    let ranges: [PoolRange]

    var store: any StateStore { networkDriver.store }

    /// A driver over the store of a network driver.
    ///
    /// - Parameters:
    ///   - ranges: Where automatic pools come from; IPv6 ones from a block of the host's own unless it is said here.
    ///   - grace: How long an address may be without an endpoint; longer than Docker needs from one to the other.
    public init(
        beside networkDriver: BridgeNetworkDriver,
        ranges: [PoolRange] = PoolRange.standard,
        grace: Duration = .seconds(60)
    ) {
        self.networkDriver = networkDriver
        self.ranges = ranges
        self.leaseKeeper = LeaseKeeper(store: networkDriver.store, logger: networkDriver.logger, grace: grace)
    }

    /// Keeps addresses for a name, for good (`mdnp reserve`); networks are known by their names too, as far as these are.
    public func reserve(
        _ addresses: [IPAddress],
        in scope: String,
        names: [NetworkID: String] = [:],
        for name: String
    ) async throws(StateError) {
        try await store.commit { state throws(Refusal) in
            Decision(try state.reserving(addresses, in: scope, names: names, for: name), ())
        }
        networkDriver.logger.info(
            "addresses reserved",
            metadata: [
                "name": "\(name)", "addresses": "\(addresses.map(\.description).joined(separator: " "))",
            ]
        )
    }

    /// Gives back what a person names (`mdnp release`), and answers what that was.
    public func release(
        _ items: [String],
        in scope: String,
        names: [NetworkID: String] = [:]
    ) async throws(StateError) -> [ReleasedItem] {
        let released = try await store.commit { state throws(Refusal) in
            try state.releasing(items, in: scope, names: names, at: .now)
        }
        networkDriver.logger.notice(
            "released by hand",
            metadata: ["scope": "\(scope)", "items": "\(items.joined(separator: " "))"]
        )
        return released
    }
}
