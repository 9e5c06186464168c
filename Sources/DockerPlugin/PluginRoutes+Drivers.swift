import DockerPluginAPI

extension PluginRoutes {
    /// Adds the methods of a network driver.
    mutating func addNetworkDriver(_ driver: some NetworkDriver) {
        add("NetworkDriver.GetCapabilities") { driver.networkCapabilities }
        add("NetworkDriver.CreateNetwork", driver.createNetwork)
        add("NetworkDriver.DeleteNetwork", driver.deleteNetwork)
        add("NetworkDriver.CreateEndpoint", driver.createEndpoint)
        add("NetworkDriver.DeleteEndpoint", driver.deleteEndpoint)
        add("NetworkDriver.Join", driver.join)
        add("NetworkDriver.Leave", driver.leave)
        add("NetworkDriver.ProgramExternalConnectivity", driver.programExternalConnectivity)
        add("NetworkDriver.RevokeExternalConnectivity", driver.revokeExternalConnectivity)
        add("NetworkDriver.GwAllocCheck", driver.checkGatewayAllocation)
        add("NetworkDriver.FreeNetwork", driver.freeNetwork)
        add("NetworkDriver.DiscoverNew", driver.discoverNew)
        add("NetworkDriver.DiscoverDelete", driver.discoverDelete)
        add("NetworkDriver.AllocateNetwork") { (request: AllocateNetworkRequest) throws(PluginError) in
            ["Options": try await driver.allocateNetwork(request)]
        }
        // Engines up to 26.1 fail a container's start over any error here, also after their own retry, which
        // has lost the body.
        addInfallible("NetworkDriver.EndpointOperInfo") { (endpoint: EndpointReference?) in
            guard let endpoint else { return ["Value": [String: String]()] }
            return ["Value": await driver.operationalData(of: endpoint)]
        }
    }

    /// Adds the methods of an IPAM driver.
    mutating func addIPAMDriver(_ driver: some IPAMDriver) {
        add("IpamDriver.GetCapabilities") { driver.ipamCapabilities }
        add("IpamDriver.GetDefaultAddressSpaces") { driver.defaultAddressSpaces }
        add("IpamDriver.RequestPool", driver.requestPool)
        add("IpamDriver.ReleasePool", driver.releasePool)
        add("IpamDriver.RequestAddress", driver.requestAddress)
        add("IpamDriver.ReleaseAddress", driver.releaseAddress)
    }
}
