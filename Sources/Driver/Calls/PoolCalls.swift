import Addressing
import DockerPluginAPI
import IPAM
import Logging
import NetworkModel

/// What Docker asks of pools and addresses.
struct PoolCalls: DriverPart {
    let context: DriverContext
    let ranges: [PoolRange]

    func leasePool(_ request: RequestPoolRequest) async throws -> RequestPoolResponse {
        let options = try PoolOptions(parsing: request.options)
        let sources = PoolSources(
            id: PoolID(drawing: UInt64.random(in: .min ... .max)),
            ranges: ranges,
            chance: UInt64.random(in: .min ... .max),
            routes: try await dataplane.hostRoutes(),
            unheard: context.unheardPools.all,
            now: .now
        )
        let wanted = PoolRequest(
            space: request.addressSpace,
            family: request.family,
            prefix: request.pool,
            range: request.subPool
        )
        let (pool, gateway) = try await store.commit { state throws(Refusal) in
            try state.leasing(wanted, options, from: sources)
        }
        context.unheardPools.remove(pool.id)
        logger.info("pool leased", metadata: ["pool": "\(pool.prefix)", "id": "\(pool.id)"])
        return RequestPoolResponse(poolID: pool.id.text, pool: pool.prefix, gateway: gateway)
    }

    func releasePool(_ request: ReleasePoolRequest) async throws {
        let id = PoolID(request.poolID)
        guard let network = try await store.read({ $0.addresses.pool(id).flatMap($0.network(of:))?.id }) else {
            return try await release(id)
        }
        try await lanes.run(on: .network(network)) {
            try await release(id)
            await reconciler.finish(network)
        }
    }

    private func release(_ id: PoolID) async throws(StateError) {
        let pool = try await store.commit { state in Decision(state.releasing(id), state.addresses.pool(id)) }
        guard let pool else { return }
        logger.info("pool released", metadata: ["pool": "\(pool.prefix)", "id": "\(id)"])
    }

    func leaseAddress(_ request: RequestAddressRequest) async throws -> RequestAddressResponse {
        let wanted = AddressRequest(
            pool: PoolID(request.poolID),
            address: request.address,
            purpose: request.isGateway ? .gateway : .address,
            // As far as a name begins with it, the slash is Docker's own.
            name: request.endpointName.map { String($0.drop { $0 == "/" }) }
        )
        let now = Timestamp.now
        let address = try await store.commit { state throws(Refusal) in
            try state.leasing(wanted, at: now)
        }
        logger.debug("address leased", metadata: ["address": "\(address)"])
        return RequestAddressResponse(address: address)
    }

    func releaseAddress(_ request: ReleaseAddressRequest) async throws {
        let now = Timestamp.now
        let pool = PoolID(request.poolID)
        let suspect = try await store.read { $0.releasing(request.address, of: pool, at: now).outcome }
        guard case .provesDead(let endpoint) = suspect else {
            return try await release(request.address, of: pool, at: now)
        }
        // An endpoint goes in its network's lane, in which no Join of it is half done.
        try await lanes.run(on: .network(endpoint.network)) {
            try await portCalls.withdraw(endpoint.id)
            try await release(request.address, of: pool, at: now)
        }
    }

    private func release(_ address: IPAddress, of pool: PoolID, at now: Timestamp) async throws {
        let release = try await store.commit { state in state.releasing(address, of: pool, at: now) }
        switch release {
        case .nothing: break
        case .done: logger.debug("address released", metadata: ["address": "\(address)"])
        case .provesDead(let endpoint):
            logger.notice(
                "endpoint found dead",
                metadata: ["endpoint": "\(endpoint.id.short)", "address": "\(address)"]
            )
            try await endpointCalls.retire(endpoint)
        case .inUse(by: let endpoint):
            logger.notice(
                "late release of an address ignored",
                metadata: ["endpoint": "\(endpoint.id.short)", "address": "\(address)"]
            )
        }
    }
}

extension PoolID {
    /// A name that no lease had: drawn, so that it does not come again even if the state is lost.
    fileprivate init(drawing number: UInt64) {
        let digits = String(number, radix: 16)
        self.init("mdnp-" + String(repeating: "0", count: 16 - digits.count) + digits)
    }
}
