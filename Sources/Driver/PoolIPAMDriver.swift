// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import DockerPluginAPI
import IPAM
import Logging
public import NetworkModel

/// mdnp's IPAM driver: what Docker asks of pools and addresses becomes a decision over the address book, is kept, and is answered.
///
/// It serves every network driver; together with mdnp's own it finds what Docker never gave back.
public final class PoolIPAMDriver: IPAMDriver {
    /// Frees addresses that nobody gives back; to be run beside the driver.
    public let leaseKeeper: LeaseKeeper

    private let calls: PoolCalls

    /// A driver over a context, whose authority decides on addresses.
    ///
    /// - Parameter grace: How long an address may be without an endpoint; longer than Docker needs from one to the other.
    public init(_ context: DriverContext, grace: Duration = .seconds(60)) {
        self.calls = PoolCalls(context: context)
        self.leaseKeeper = LeaseKeeper(
            store: context.store,
            authority: context.authority,
            logger: context.logger,
            grace: grace
        )
    }

    /// Every lease is remembered, so Docker need not repeat any.
    public var ipamCapabilities: IPAMCapabilities { IPAMCapabilities() }

    /// Two spaces: were they one, engines from 27 would not look whether an automatic pool is free on the host.
    public var defaultAddressSpaces: DefaultAddressSpaces {
        DefaultAddressSpaces(local: AddressSpace.local.rawValue, global: AddressSpace.global.rawValue)
    }

    /// Leases the pool that is asked for, or one that overlaps nothing on the host.
    public func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse {
        try await answering("lease a pool") { () throws(DriverError) in try await calls.leasePool(request) }
    }

    /// Gives a pool back with all that is held of it.
    ///
    /// Docker sends it for every answer that it disliked; one that is unknown is done at once.
    public func releasePool(_ request: ReleasePoolRequest) async throws(PluginError) {
        try await answering("release pool \"\(request.poolID)\"") { () throws(DriverError) in
            try await calls.releasePool(request)
        }
    }

    /// Leases the address that is asked for, or the name's own, or a free one.
    public func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse {
        try await answering("lease an address") { () throws(DriverError) in try await calls.leaseAddress(request) }
    }

    /// Gives an address back, also one that nobody holds.
    ///
    /// A late call about an earlier holder changes nothing for the endpoint that has the address now.
    public func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError) {
        try await answering("release address \(request.address)") { () throws(DriverError) in
            try await calls.releaseAddress(request)
        }
    }

    /// Keeps addresses for a name, for good (`mdnp reserve`); networks are known by their names too, as far as these are.
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

    /// Gives back what a person names (`mdnp release`), and answers what that was.
    public func release(
        _ items: [String],
        in scope: String,
        names: [NetworkID: String] = [:]
    ) async throws(AddressError) -> [ReleasedItem] {
        let released = try await calls.authority.release(items, in: scope, names: names)
        calls.logger.notice(
            "released by hand",
            metadata: ["scope": "\(scope)", "items": "\(items.joined(separator: " "))"]
        )
        return released
    }
}
