// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A route that Docker adds inside the container (`StaticRoutes`).
///
/// A default route among these breaks starts on one engine or another: use the gateways of `JoinResponse`.
public struct StaticRoute: Hashable, Sendable {
    /// Where it leads (`Destination`).
    public var destination: Prefix

    /// The router (`NextHop`, `RouteType` 0); nil is a destination on the link itself (`RouteType` 1).
    public var nextHop: IPAddress?

    /// A route to `destination` through `nextHop`, or on the link.
    public init(destination: Prefix, nextHop: IPAddress? = nil) {
        self.destination = destination
        self.nextHop = nextHop
    }
}
