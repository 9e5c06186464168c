// SPDX-License-Identifier: Apache-2.0

/// An IPAM driver: Docker's calls `IpamDriver.*`.
public protocol IPAMDriver: Sendable {
    /// The information that the driver requires (`GetCapabilities`).
    ///
    /// Docker sends this call once in its lifetime.
    var ipamCapabilities: IPAMCapabilities { get }

    /// The names of the driver's address spaces (`GetDefaultAddressSpaces`).
    ///
    /// Docker sends this call before each network is created. Engine 20.10 disables the driver after one failure, so the property can
    /// neither fail nor suspend.
    var defaultAddressSpaces: DefaultAddressSpaces { get }

    /// Leases a pool (`RequestPool`), one for each subnet of a network.
    ///
    /// For a request without a pool, Docker checks the response against the routes of the host. While they overlap, Docker repeats the
    /// request at once and without end, so a driver must not return a rejected pool again. Docker never checks explicit pools.
    func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse

    /// Releases a pool (`ReleasePool`).
    ///
    /// Docker may release the same id once for each rejected response.
    func releasePool(_ request: ReleasePoolRequest) async throws(PluginError)

    /// Leases an address (`RequestAddress`), for a gateway, an auxiliary address or an endpoint.
    func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse

    /// Releases an address (`ReleaseAddress`), even one that was never leased.
    func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError)
}
