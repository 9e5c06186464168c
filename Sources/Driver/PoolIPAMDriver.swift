// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import DockerPluginAPI
import IPAM
import Logging
public import NetworkModel

/// The IPAM driver of mdnp: turns each request of Docker into a decision over the address book, commits it, and replies.
///
/// The driver serves every network driver. For mdnp networks, it also frees leases that Docker never released.
public final class PoolIPAMDriver: IPAMDriver {
    /// Frees addresses that are never released; runs beside the driver.
    public let leaseKeeper: LeaseKeeper

    private let calls: PoolCalls

    /// Creates a driver over a context, whose authority decides on addresses.
    public init(_ context: DriverContext) {
        self.calls = PoolCalls(context: context)
        self.leaseKeeper = LeaseKeeper(
            store: context.store,
            authority: context.authority,
            logger: context.logger,
            grace: context.timing.unclaimed
        )
    }

    /// The capabilities: mdnp records every lease, so Docker need not replay requests.
    public var ipamCapabilities: IPAMCapabilities { IPAMCapabilities() }

    /// Two address spaces: with one for both, engines from 27 would not check that an automatic pool is free on the host.
    public var defaultAddressSpaces: DefaultAddressSpaces {
        DefaultAddressSpaces(local: AddressSpace.local.rawValue, global: AddressSpace.global.rawValue)
    }

    /// Leases the requested pool, or one that overlaps nothing on the host.
    public func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse {
        try await answering("request pool") { () throws(DriverError) in try await calls.leasePool(request) }
    }

    /// Releases a pool with all of its addresses.
    ///
    /// Docker releases every offered pool that it rejects. The release of an unknown pool changes nothing.
    public func releasePool(_ request: ReleasePoolRequest) async throws(PluginError) {
        try await answering("release pool", for: ["pool": request.poolID]) { () throws(DriverError) in
            try await calls.releasePool(request)
        }
    }

    /// Leases the requested address, the one reserved for the name, or a free one.
    public func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse {
        try await answering("request address", for: ["pool": request.poolID]) { () throws(DriverError) in
            try await calls.leaseAddress(request)
        }
    }

    /// Releases an address, including one that has no holder.
    ///
    /// A late call about an earlier holder does not affect the endpoint that has the address now.
    public func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError) {
        try await answering("release address", for: ["address": "\(request.address)"]) { () throws(DriverError) in
            try await calls.releaseAddress(request)
        }
    }

    /// Reserves addresses for a name until they are released (`mdnp reserve`).
    ///
    /// The scope may be the name of a network, if the names contain it.
    public func reserve(
        _ addresses: [IPAddress],
        in scope: String,
        names: [NetworkID: String] = [:],
        for name: String
    ) async throws(AddressError) {
        try await calls.authority.reserve(addresses, in: scope, names: names, for: name)
        calls.logger.info(
            "addresses reserved",
            metadata: [
                "name": "\(name)", "addresses": "\(addresses.map(\.description).joined(separator: " "))",
            ]
        )
    }

    /// Releases the named items (`mdnp release`), and returns them.
    public func release(
        _ items: [String],
        in scope: String,
        names: [NetworkID: String] = [:]
    ) async throws(AddressError) -> [ReleasedItem] {
        let released = try await calls.authority.release(items, in: scope, names: names)
        calls.logger.notice(
            "addresses released",
            metadata: ["scope": "\(scope)", "items": "\(items.joined(separator: " "))"]
        )
        return released
    }
}
