// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A route that Docker adds in the container (`StaticRoutes`).
///
/// A default route in this list breaks the start of containers on some engines: use the gateways of `JoinResponse`.
public struct StaticRoute: Hashable, Sendable {
    /// The destination (`Destination`).
    public var destination: Prefix

    /// The router (`NextHop`, `RouteType` 0); nil for a destination on the link itself (`RouteType` 1).
    public var nextHop: IPAddress?

    /// Creates a route to `destination` through `nextHop`, or on the link.
    public init(destination: Prefix, nextHop: IPAddress? = nil) {
        self.destination = destination
        self.nextHop = nextHop
    }
}
