// SPDX-License-Identifier: Apache-2.0

/// What Docker asks of an address management driver (`IpamDriver.*`).
public protocol IPAMDriver: Sendable {
    /// What the driver wants to be told (`GetCapabilities`).
    ///
    /// Docker asks once in its life.
    var ipamCapabilities: IPAMCapabilities { get }

    /// The names of the driver's address spaces (`GetDefaultAddressSpaces`).
    ///
    /// Asked before every network, and engine 20.10 disables the driver after one failure; hence it can
    /// neither fail nor wait.
    var defaultAddressSpaces: DefaultAddressSpaces { get }

    /// Leases a pool (`RequestPool`), one per subnet of a network.
    ///
    /// Docker repeats a request without a pool at once, and without end, while the answer overlaps a route
    /// of the host: a pool that was refused must not be answered again. Explicit pools are never checked.
    func requestPool(_ request: RequestPoolRequest) async throws(PluginError) -> RequestPoolResponse

    /// Gives a pool back (`ReleasePool`).
    ///
    /// May come once for each answer that Docker refused, with the same id.
    func releasePool(_ request: ReleasePoolRequest) async throws(PluginError)

    /// Leases an address (`RequestAddress`), for a gateway, an auxiliary address or an endpoint.
    func requestAddress(_ request: RequestAddressRequest) async throws(PluginError) -> RequestAddressResponse

    /// Gives an address back (`ReleaseAddress`), also one that was never leased.
    func releaseAddress(_ request: ReleaseAddressRequest) async throws(PluginError)
}
