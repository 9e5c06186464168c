// SPDX-License-Identifier: Apache-2.0

/// A method of Docker's plugin protocol that a driver answers.
///
/// The library itself answers `Plugin.Activate` and the calls for capabilities and address spaces.
public enum PluginMethod: String, CaseIterable, Sendable {
    // The methods of network drivers.
    case createNetwork = "CreateNetwork"
    case deleteNetwork = "DeleteNetwork"
    case createEndpoint = "CreateEndpoint"
    case deleteEndpoint = "DeleteEndpoint"
    case join = "Join"
    case leave = "Leave"
    case programExternalConnectivity = "ProgramExternalConnectivity"
    case revokeExternalConnectivity = "RevokeExternalConnectivity"
    case operationalData = "EndpointOperInfo"
    case checkGatewayAllocation = "GwAllocCheck"
    case allocateNetwork = "AllocateNetwork"
    case freeNetwork = "FreeNetwork"
    case discoverNew = "DiscoverNew"
    case discoverDelete = "DiscoverDelete"

    // The methods of IPAM drivers.
    case requestPool = "RequestPool"
    case releasePool = "ReleasePool"
    case requestAddress = "RequestAddress"
    case releaseAddress = "ReleaseAddress"
}

extension PluginMethod {
    /// The name with the kind of driver: `NetworkDriver.CreateNetwork`.
    public var qualifiedName: String {
        switch self {
        case .requestPool, .releasePool, .requestAddress, .releaseAddress: "IpamDriver.\(rawValue)"
        default: "NetworkDriver.\(rawValue)"
        }
    }
}
