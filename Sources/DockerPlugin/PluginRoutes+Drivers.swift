// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI

extension PluginRoutes {
    /// Adds the methods of a network driver.
    mutating func addNetworkDriver(_ driver: some NetworkDriver) {
        add("NetworkDriver.GetCapabilities") { driver.networkCapabilities }
        add(PluginMethod.createNetwork.qualifiedName, driver.createNetwork)
        add(PluginMethod.deleteNetwork.qualifiedName, driver.deleteNetwork)
        add(PluginMethod.createEndpoint.qualifiedName, driver.createEndpoint)
        add(PluginMethod.deleteEndpoint.qualifiedName, driver.deleteEndpoint)
        add(PluginMethod.join.qualifiedName, driver.join)
        add(PluginMethod.leave.qualifiedName, driver.leave)
        add(PluginMethod.programExternalConnectivity.qualifiedName, driver.programExternalConnectivity)
        add(PluginMethod.revokeExternalConnectivity.qualifiedName, driver.revokeExternalConnectivity)
        add(PluginMethod.checkGatewayAllocation.qualifiedName, driver.checkGatewayAllocation)
        add(PluginMethod.freeNetwork.qualifiedName, driver.freeNetwork)
        add(PluginMethod.discoverNew.qualifiedName, driver.discoverNew)
        add(PluginMethod.discoverDelete.qualifiedName, driver.discoverDelete)
        add(PluginMethod.allocateNetwork.qualifiedName) { (request: AllocateNetworkRequest) throws(PluginError) in
            ["Options": try await driver.allocateNetwork(request)]
        }
        // Engines up to 26.1 fail the start of a container on any error here. Their own retry has lost the body.
        addInfallible(PluginMethod.operationalData.qualifiedName) { (endpoint: EndpointReference?) in
            guard let endpoint else { return ["Value": [String: String]()] }
            return ["Value": await driver.operationalData(of: endpoint)]
        }
    }

    /// Adds the methods of an IPAM driver.
    mutating func addIPAMDriver(_ driver: some IPAMDriver) {
        add("IpamDriver.GetCapabilities") { driver.ipamCapabilities }
        add("IpamDriver.GetDefaultAddressSpaces") { driver.defaultAddressSpaces }
        add(PluginMethod.requestPool.qualifiedName, driver.requestPool)
        add(PluginMethod.releasePool.qualifiedName, driver.releasePool)
        add(PluginMethod.requestAddress.qualifiedName, driver.requestAddress)
        add(PluginMethod.releaseAddress.qualifiedName, driver.releaseAddress)
    }
}
