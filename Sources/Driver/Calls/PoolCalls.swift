// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import IPAM
import Logging
import NetworkModel

/// The calls of Docker about pools and addresses.
struct PoolCalls: DriverPart {
    let context: DriverContext

    func leasePool(_ request: RequestPoolRequest) async throws(DriverError) -> RequestPoolResponse {
        let wanted = PoolRequest(
            space: request.addressSpace,
            family: request.family,
            prefix: request.pool,
            range: request.subPool
        )
        let options = try checked(PoolOptions(parsing: request.options))
        let (pool, gateway) = try await decided(await authority.leasePool(wanted, with: options))
        logger.info("pool leased", metadata: ["pool": "\(pool.prefix)", "id": "\(pool.id)"])
        return RequestPoolResponse(poolID: pool.id.text, pool: pool.prefix, gateway: gateway)
    }

    func releasePool(_ request: ReleasePoolRequest) async throws(DriverError) {
        let id = PoolID(request.poolID)
        guard case .belongs(to: let network) = try await release(id, inLaneOf: nil) else { return }
        try await lanes.run(on: .network(network)) { () throws(DriverError) in
            _ = try await release(id, inLaneOf: network)
            await reconciler.finish(network)
        }
    }

    private func release(_ id: PoolID, inLaneOf lane: NetworkID?) async throws(DriverError) -> PoolRelease {
        let release = try await decided(await authority.releasePool(id, inLaneOf: lane))
        if case .done(let pool) = release {
            logger.info("pool released", metadata: ["pool": "\(pool.prefix)", "id": "\(id)"])
        }
        return release
    }

    func leaseAddress(_ request: RequestAddressRequest) async throws(DriverError) -> RequestAddressResponse {
        let wanted = AddressRequest(
            pool: PoolID(request.poolID),
            address: request.address,
            purpose: request.isGateway ? .gateway : .address,
            // A slash at the start of a name comes from Docker.
            name: request.endpointName.map { String($0.drop { $0 == "/" }) }
        )
        let address = try await decided(await authority.leaseAddress(wanted))
        logger.debug("address leased", metadata: ["address": "\(address)"])
        return RequestAddressResponse(address: address)
    }

    func releaseAddress(_ request: ReleaseAddressRequest) async throws(DriverError) {
        let suspect = try await release(request, inLaneOf: nil)
        guard case .provesStale(let suspect) = suspect else { return }
        // Remove an endpoint in its network's lane: there, none of its Joins is incomplete.
        try await lanes.run(on: .network(suspect.network)) { () throws(DriverError) in
            try await portCalls.withdraw(suspect.id)
            guard case .provesStale(let endpoint) = try await release(request, inLaneOf: suspect.network),
                endpoint.network == suspect.network
            else { return }
            logger.notice(
                "stale endpoint removed",
                metadata: ["endpoint": "\(endpoint.id.short)", "address": "\(request.address)"]
            )
            try await endpointCalls.retire(endpoint)
        }
    }

    private func release(
        _ request: ReleaseAddressRequest,
        inLaneOf lane: NetworkID?
    ) async throws(DriverError) -> DesiredState.Release {
        let release = try await decided(
            await authority.releaseAddress(request.address, of: PoolID(request.poolID), inLaneOf: lane)
        )
        switch release {
        case .nothing, .provesStale: break
        case .done: logger.debug("address released", metadata: ["address": "\(request.address)"])
        case .inUse(by: let endpoint):
            logger.notice(
                "late release of an address ignored",
                metadata: ["endpoint": "\(endpoint.id.short)", "address": "\(request.address)"]
            )
        }
        return release
    }

    /// Returns a decision of the authority, or throws its error as one of the driver.
    private func decided<Outcome>(
        _ decision: @autoclosure () async throws(AddressError) -> Outcome
    ) async throws(DriverError) -> Outcome {
        do {
            return try await decision()
        } catch {
            throw DriverError(error)
        }
    }
}
