// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The calls of dockerd for one container, from its start to its removal.
public struct Life: Sendable {
    /// The network's id.
    public let network: String
    /// The endpoint's id.
    public let endpoint: String
    /// The endpoint's address, with its prefix length.
    public let address: String
    /// The endpoint's IPv6 address, with its prefix length; empty for none.
    public let addressIPv6: String
    /// The published ports.
    public let ports: [PublishedPort]

    /// Creates a life that has not begun.
    public init(
        network: String,
        endpoint: String,
        address: String,
        addressIPv6: String = "",
        ports: [PublishedPort] = []
    ) {
        self.network = network
        self.endpoint = endpoint
        self.address = address
        self.addressIPv6 = addressIPv6
        self.ports = ports
    }

    private var ids: String { #""NetworkID":"\#(network)","EndpointID":"\#(endpoint)""# }
    private var createBody: String {
        let interface = #"{"Address":"\#(address)","AddressIPv6":"\#(addressIPv6)","MacAddress":""}"#
        return #"{\#(ids),"Interface":\#(interface),"Options":{\#(portOptions)}}"#
    }
    private var portOptions: String {
        let exposed = ports.map(\.exposed).joined(separator: ",")
        let map = ports.map(\.binding).joined(separator: ",")
        return #""com.docker.network.endpoint.exposedports":[\#(exposed)],"com.docker.network.portmap":[\#(map)]"#
    }

    /// Calls CreateEndpoint.
    public func create(_ client: PluginClient) throws {
        try client.call("NetworkDriver.CreateEndpoint", createBody)
    }

    /// Calls CreateEndpoint; returns the MAC address of the endpoint.
    public func createAskingMAC(_ client: PluginClient) throws -> String? {
        struct Answer: Decodable {
            let Interface: [String: String]
        }
        let text = try client.call("NetworkDriver.CreateEndpoint", createBody)
        return try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).Interface["MacAddress"]
    }

    /// Calls Join; returns whether the reply has a gateway, in which case dockerd publishes the ports.
    public func join(_ client: PluginClient) throws -> Bool {
        let sandbox = #""SandboxKey":"/run/docker/netns/\#(endpoint.prefix(12))""#
        let answer = try client.call("NetworkDriver.Join", #"{\#(ids),\#(sandbox),"Options":{\#(portOptions)}}"#)
        return answer.contains(#""Gateway":"1"#)
    }

    /// Calls ProgramExternalConnectivity.
    public func program(_ client: PluginClient) throws {
        try client.call("NetworkDriver.ProgramExternalConnectivity", #"{\#(ids),"Options":{\#(portOptions)}}"#)
    }

    /// Calls RevokeExternalConnectivity.
    public func revoke(_ client: PluginClient) throws {
        try client.call("NetworkDriver.RevokeExternalConnectivity", "{\(ids)}")
    }

    /// Calls EndpointOperInfo.
    public func inform(_ client: PluginClient) throws {
        try client.call("NetworkDriver.EndpointOperInfo", "{\(ids)}")
    }

    /// Calls Leave.
    public func leave(_ client: PluginClient) throws {
        try client.call("NetworkDriver.Leave", "{\(ids)}")
    }

    /// Calls DeleteEndpoint.
    public func delete(_ client: PluginClient) throws {
        try client.call("NetworkDriver.DeleteEndpoint", "{\(ids)}")
    }
}
