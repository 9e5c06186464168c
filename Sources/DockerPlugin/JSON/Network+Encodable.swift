// SPDX-License-Identifier: Apache-2.0

import Addressing
public import DockerPluginAPI

extension NetworkCapabilities.Scope: Encodable {}

extension NetworkCapabilities: Encodable {
    private enum CodingKeys: String, CodingKey {
        case scope = "Scope"
        case connectivityScope = "ConnectivityScope"
        case checksGatewayAllocation = "GwAllocChecker"
    }

    /// Encodes the response to `NetworkDriver.GetCapabilities`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(scope, forKey: .scope)
        try fields.encode(connectivityScope ?? scope, forKey: .connectivityScope)
        try fields.encode(checksGatewayAllocation, forKey: .checksGatewayAllocation)
    }
}

extension GatewayAllocationResponse: Encodable {
    private enum CodingKeys: String, CodingKey {
        case skipsIPv4 = "SkipIPv4"
        case skipsIPv6 = "SkipIPv6"
    }

    /// Encodes the response to `NetworkDriver.GwAllocCheck`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(skipsIPv4, forKey: .skipsIPv4)
        try fields.encode(skipsIPv6, forKey: .skipsIPv6)
    }
}

extension CreateEndpointResponse: Encodable {
    private enum CodingKeys: String, CodingKey {
        case interface = "Interface"
    }

    /// Encodes the response to `NetworkDriver.CreateEndpoint`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        if interface != EndpointInterface() { try fields.encode(interface, forKey: .interface) }
    }
}

extension JoinResponse: Encodable {
    private enum CodingKeys: String, CodingKey {
        case interfaceName = "InterfaceName"
        case gateway = "Gateway"
        case gatewayIPv6 = "GatewayIPv6"
        case staticRoutes = "StaticRoutes"
        case disableGatewayService = "DisableGatewayService"
    }

    /// Encodes the response to `NetworkDriver.Join`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(interfaceName, forKey: .interfaceName)
        try fields.encodeIfPresent(gateway, forKey: .gateway)
        try fields.encodeIfPresent(gatewayIPv6, forKey: .gatewayIPv6)
        if !staticRoutes.isEmpty { try fields.encode(staticRoutes, forKey: .staticRoutes) }
        try fields.encode(disableGatewayService, forKey: .disableGatewayService)
    }
}

extension JoinedInterface: Encodable {
    private enum CodingKeys: String, CodingKey {
        case sourceName = "SrcName"
        case destinationPrefix = "DstPrefix"
        case destinationName = "DstName"
    }

    /// Encodes the field `InterfaceName`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(sourceName, forKey: .sourceName)
        try fields.encode(destinationPrefix, forKey: .destinationPrefix)
        try fields.encodeIfPresent(destinationName, forKey: .destinationName)
    }
}

extension StaticRoute: Encodable {
    private enum CodingKeys: String, CodingKey {
        case destination = "Destination"
        case routeType = "RouteType"
        case nextHop = "NextHop"
    }

    /// Encodes one element of `StaticRoutes`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(destination, forKey: .destination)
        try fields.encode(nextHop == nil ? 1 : 0, forKey: .routeType)
        try fields.encodeIfPresent(nextHop, forKey: .nextHop)
    }
}
