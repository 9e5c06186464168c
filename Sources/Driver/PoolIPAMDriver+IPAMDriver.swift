import Addressing
public import DockerPluginAPI
import IPAM
import Logging
import NetworkModel

extension PoolIPAMDriver: IPAMDriver {
    /// Every lease is remembered, so Docker need not repeat any.
    public var ipamCapabilities: IPAMCapabilities { IPAMCapabilities() }

    /// Two spaces: were they one, engines from 27 would not look whether an automatic pool is free on the host.
    public var defaultAddressSpaces: DefaultAddressSpaces {
        DefaultAddressSpaces(local: AddressSpace.local.rawValue, global: AddressSpace.global.rawValue)
    }

    /// Leases the pool that is asked for, or one that overlaps nothing on the host.
    public func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse {
        try await networkDriver.answering("lease a pool") {
            let options = try PoolOptions(parsing: request.options)
            let sources = PoolSources(
                id: PoolID(drawing: UInt64.random(in: .min ... .max)),
                ranges: ranges,
                chance: UInt64.random(in: .min ... .max),
                routes: try await networkDriver.dataplane.hostRoutes(),
                unheard: networkDriver.unheardPools.all,
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
            networkDriver.unheardPools.remove(pool.id)
            networkDriver.logger.info("pool leased", metadata: ["pool": "\(pool.prefix)", "id": "\(pool.id)"])
            return RequestPoolResponse(poolID: pool.id.text, pool: pool.prefix, gateway: gateway)
        }
    }

    /// Gives a pool back with all that is held of it.
    ///
    /// Docker sends it for every answer that it disliked; one that is unknown is done at once.
    public func releasePool(_ request: ReleasePoolRequest) async throws(PluginError) {
        try await networkDriver.answering("release pool \"\(request.poolID)\"") {
            let id = PoolID(request.poolID)
            guard let network = try await store.read({ $0.addresses.pool(id).flatMap($0.network(of:))?.id }) else {
                return try await release(id)
            }
            try await networkDriver.lanes.run(on: .network(network)) {
                try await release(id)
                await networkDriver.finish(network)
            }
        }
    }

    private func release(_ id: PoolID) async throws(StateError) {
        let pool = try await store.commit { state in Decision(state.releasing(id), state.addresses.pool(id)) }
        guard let pool else { return }
        networkDriver.logger.info("pool released", metadata: ["pool": "\(pool.prefix)", "id": "\(id)"])
    }

    /// Leases the address that is asked for, or the name's own, or a free one.
    public func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse {
        try await networkDriver.answering("lease an address") {
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
            networkDriver.logger.debug("address leased", metadata: ["address": "\(address)"])
            return RequestAddressResponse(address: address)
        }
    }

    /// Gives an address back, also one that nobody holds.
    ///
    /// A late call about an earlier holder changes nothing for the endpoint that has the address now.
    public func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError) {
        try await networkDriver.answering("release address \(request.address)") {
            let now = Timestamp.now
            let pool = PoolID(request.poolID)
            let suspect = try await store.read { $0.releasing(request.address, of: pool, at: now).outcome }
            guard case .provesDead(let endpoint) = suspect else {
                return try await release(request.address, of: pool, at: now)
            }
            // An endpoint goes in its network's lane, in which no Join of it is half done.
            try await networkDriver.lanes.run(on: .network(endpoint.network)) {
                try await networkDriver.withdraw(endpoint.id)
                try await release(request.address, of: pool, at: now)
            }
        }
    }

    private func release(_ address: IPAddress, of pool: PoolID, at now: Timestamp) async throws {
        let release = try await store.commit { state in state.releasing(address, of: pool, at: now) }
        switch release {
        case .nothing: break
        case .done: networkDriver.logger.debug("address released", metadata: ["address": "\(address)"])
        case .provesDead(let endpoint):
            networkDriver.logger.notice(
                "endpoint found dead",
                metadata: ["endpoint": "\(endpoint.id.short)", "address": "\(address)"]
            )
            try await networkDriver.bury(endpoint)
        case .inUse(by: let endpoint):
            networkDriver.logger.notice(
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
