// SPDX-License-Identifier: Apache-2.0

/// The response to `NetworkDriver.CreateEndpoint`: the driver's choices for an endpoint.
public struct CreateEndpointResponse: Hashable, Sendable {
    /// The addresses that the request leaves open (`Interface`); Docker rejects a response that repeats one from the request.
    public var interface: EndpointInterface

    /// Creates a response with these addresses, by default none.
    public init(interface: EndpointInterface = EndpointInterface()) {
        self.interface = interface
    }
}
