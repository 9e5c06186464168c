// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// How a container is to be connected: the answer to `NetworkDriver.Join`.
public struct JoinResponse: Hashable, Sendable {
    /// The link that Docker moves into the container (`InterfaceName`); nil moves none.
    public var interfaceName: JoinedInterface?

    /// The IPv4 gateway (`Gateway`).
    ///
    /// With none at all, Docker attaches `docker_gwbridge` and publishes ports there.
    public var gateway: IPv4Address?

    /// The IPv6 gateway (`GatewayIPv6`).
    public var gatewayIPv6: IPv6Address?

    /// More routes (`StaticRoutes`).
    public var staticRoutes: [StaticRoute]

    /// Keeps Docker from attaching `docker_gwbridge` (`DisableGatewayService`).
    public var disableGatewayService: Bool

    /// An answer that names the link and the gateways.
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
