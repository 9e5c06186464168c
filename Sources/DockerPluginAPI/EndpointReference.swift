// SPDX-License-Identifier: Apache-2.0

/// The ids of an endpoint: the request of `Leave`, `DeleteEndpoint`, `EndpointOperInfo` and `RevokeExternalConnectivity`.
public struct EndpointReference: Hashable, Sendable {
    /// The id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// The id of the endpoint, 64 hexadecimal digits (`EndpointID`).
    ///
    /// Docker creates a new one on each start of a container.
    public var endpointID: String

    /// Creates a reference to the endpoint `endpointID` of the network `networkID`.
    public init(networkID: String, endpointID: String) {
        self.networkID = networkID
        self.endpointID = endpointID
    }
}
