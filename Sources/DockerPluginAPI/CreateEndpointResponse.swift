// SPDX-License-Identifier: Apache-2.0

/// What the driver decided for an endpoint: the answer to `NetworkDriver.CreateEndpoint`.
public struct CreateEndpointResponse: Hashable, Sendable {
    /// The addresses that the request left open (`Interface`); repeating one that it carried is an error to Docker.
    public var interface: EndpointInterface

    /// An answer with these addresses; without arguments with none.
    public init(interface: EndpointInterface = EndpointInterface()) {
        self.interface = interface
    }
}
