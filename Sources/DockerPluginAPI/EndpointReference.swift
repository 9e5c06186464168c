// SPDX-License-Identifier: Apache-2.0

/// An endpoint, by its ids alone: what `Leave`, `DeleteEndpoint`, `EndpointOperInfo` and
/// `RevokeExternalConnectivity` send.
public struct EndpointReference: Hashable, Sendable {
    /// Docker's id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// Docker's id of the endpoint, 64 hexadecimal digits (`EndpointID`).
    ///
    /// A new one each time a container starts.
    public var endpointID: String

    /// The endpoint `endpointID` of the network `networkID`.
    public init(networkID: String, endpointID: String) {
        self.networkID = networkID
        self.endpointID = endpointID
    }
}
