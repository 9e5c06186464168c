// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import IPAM
import Logging
import NetworkModel

/// What Docker asks of pools and addresses.
struct PoolCalls: DriverPart {
    let context: DriverContext
    let authority: any AddressAuthority

    func leasePool(_ request: RequestPoolRequest) async throws -> RequestPoolResponse {
        let wanted = PoolRequest(
            space: request.addressSpace,
            family: request.family,
            prefix: request.pool,
            range: request.subPool
        )
        let (pool, gateway) = try await authority.leasePool(wanted, PoolOptions(parsing: request.options))
        logger.info("pool leased", metadata: ["pool": "\(pool.prefix)", "id": "\(pool.id)"])
        return RequestPoolResponse(poolID: pool.id.text, pool: pool.prefix, gateway: gateway)
    }

    func releasePool(_ request: ReleasePoolRequest) async throws {
        let id = PoolID(request.poolID)
        guard case .belongs(to: let network) = try await release(id, inLaneOf: nil) else { return }
        try await lanes.run(on: .network(network)) {
            _ = try await release(id, inLaneOf: network)
            await reconciler.finish(network)
        }
    }

    private func release(_ id: PoolID, inLaneOf lane: NetworkID?) async throws -> PoolRelease {
        let release = try await authority.releasePool(id, inLaneOf: lane)
        if case .done(let pool) = release {
            logger.info("pool released", metadata: ["pool": "\(pool.prefix)", "id": "\(id)"])
        }
        return release
    }

    func leaseAddress(_ request: RequestAddressRequest) async throws -> RequestAddressResponse {
        let wanted = AddressRequest(
            pool: PoolID(request.poolID),
            address: request.address,
            purpose: request.isGateway ? .gateway : .address,
            // As far as a name begins with it, the slash is Docker's own.
            name: request.endpointName.map { String($0.drop { $0 == "/" }) }
        )
        let address = try await authority.leaseAddress(wanted)
        logger.debug("address leased", metadata: ["address": "\(address)"])
        return RequestAddressResponse(address: address)
    }

    func releaseAddress(_ request: ReleaseAddressRequest) async throws {
        let suspect = try await release(request, inLaneOf: nil)
        guard case .provesDead(let suspect) = suspect else { return }
        // An endpoint goes in its network's lane, in which no Join of it is half done.
        try await lanes.run(on: .network(suspect.network)) {
            try await portCalls.withdraw(suspect.id)
            guard case .provesDead(let endpoint) = try await release(request, inLaneOf: suspect.network),
                endpoint.network == suspect.network
            else { return }
            logger.notice(
                "endpoint found dead",
                metadata: ["endpoint": "\(endpoint.id.short)", "address": "\(request.address)"]
            )
            try await endpointCalls.retire(endpoint)
        }
    }

    private func release(
        _ request: ReleaseAddressRequest,
        inLaneOf lane: NetworkID?
    ) async throws -> DesiredState.Release {
        let release = try await authority.releaseAddress(request.address, of: PoolID(request.poolID), inLaneOf: lane)
        switch release {
        case .nothing, .provesDead: break
        case .done: logger.debug("address released", metadata: ["address": "\(request.address)"])
        case .inUse(by: let endpoint):
            logger.notice(
                "late release of an address ignored",
                metadata: ["endpoint": "\(endpoint.id.short)", "address": "\(request.address)"]
            )
        }
        return release
    }
}
