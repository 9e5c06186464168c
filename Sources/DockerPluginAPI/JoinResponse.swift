// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The response to `NetworkDriver.Join`: the link, gateways and routes of the container.
public struct JoinResponse: Hashable, Sendable {
    /// The link that Docker moves into the container (`InterfaceName`); nil for none.
    public var interfaceName: JoinedInterface?

    /// The IPv4 gateway (`Gateway`).
    ///
    /// Without a gateway of either family, Docker attaches `docker_gwbridge` and publishes ports there.
    public var gateway: IPv4Address?

    /// The IPv6 gateway (`GatewayIPv6`).
    public var gatewayIPv6: IPv6Address?

    /// Further routes (`StaticRoutes`).
    public var staticRoutes: [StaticRoute]

    /// A Boolean value that prevents Docker from attaching `docker_gwbridge` (`DisableGatewayService`).
    public var disableGatewayService: Bool

    /// Creates a response with this link, these gateways and these routes.
    public init(
        interfaceName: JoinedInterface? = nil,
        gateway: IPv4Address? = nil,
        gatewayIPv6: IPv6Address? = nil,
        staticRoutes: [StaticRoute] = [],
        disableGatewayService: Bool = false
    ) {
        self.interfaceName = interfaceName
        self.gateway = gateway
        self.gatewayIPv6 = gatewayIPv6
        self.staticRoutes = staticRoutes
        self.disableGatewayService = disableGatewayService
    }
}
