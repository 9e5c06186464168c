// SPDX-License-Identifier: Apache-2.0

extension PluginClient {
    /// Calls CreateNetwork, with options as JSON members (`"mtu":"1400"`).
    public func createNetwork(
        _ id: String,
        subnet: String = "10.1.0.0/16",
        gateway: String = "10.1.0.1/16",
        options: String = ""
    ) throws {
        let pool = #"{"AddressSpace":"LocalDefault","Pool":"\#(subnet)","Gateway":"\#(gateway)"}"#
        let generic = #""com.docker.network.generic":{\#(options)}"#
        try call(
            "NetworkDriver.CreateNetwork",
            #"{"NetworkID":"\#(id)","Options":{"com.docker.network.enable_ipv6":false,\#(generic)},"IPv4Data":[\#(pool)],"IPv6Data":[]}"#
        )
    }

    /// Calls DeleteNetwork.
    public func deleteNetwork(_ id: String) throws {
        try call("NetworkDriver.DeleteNetwork", #"{"NetworkID":"\#(id)"}"#)
    }
}
