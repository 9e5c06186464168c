// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Testing

@Suite(.timeLimit(.minutes(10)))
struct EncodingTests {
    @Test func `the answer to CreateEndpoint contains only assigned values`() async throws {
        let mac = try #require(MACAddress("02:42:ac:11:00:02"))
        let ipv4 = try #require(InterfaceAddress("10.1.0.7/16"))
        let ipv6 = try #require(InterfaceAddress("fd00::7/64"))
        let cases: [(EndpointInterface, String)] = [
            (EndpointInterface(), "{}"),
            (EndpointInterface(mac: mac), #"{"Interface":{"MacAddress":"02:42:ac:11:00:02"}}"#),
            (EndpointInterface(ipv4: ipv4), #"{"Interface":{"Address":"10.1.0.7/16"}}"#),
            (
                EndpointInterface(ipv4: ipv4, ipv6: ipv6, mac: mac),
                #"{"Interface":{"Address":"10.1.0.7/16","AddressIPv6":"fd00::7/64","MacAddress":"02:42:ac:11:00:02"}}"#
            ),
        ]
        for (interface, json) in cases {
            let driver = JournalDriver(.init(createEndpoint: CreateEndpointResponse(interface: interface)))
            try await expect("NetworkDriver.CreateEndpoint", of: driver, json)
        }
    }

    @Test func `the answer to Join contains the link, the gateways and the routes`() async throws {
        let answer = JoinResponse(
            interfaceName: JoinedInterface(
                sourceName: try InterfaceName("vethc0ffee"),
                destinationName: try InterfaceName("mgmt0")
            ),
            gateway: IPv4Address("10.1.0.1"),
            gatewayIPv6: IPv6Address("fd00::1"),
            staticRoutes: [
                StaticRoute(destination: try #require(Prefix("10.9.0.0/16")), nextHop: IPAddress("10.1.0.1")),
                StaticRoute(destination: try #require(Prefix("192.0.2.1/32"))),
            ],
            disableGatewayService: true
        )
        let json = """
            {"InterfaceName":{"SrcName":"vethc0ffee","DstPrefix":"eth","DstName":"mgmt0"},
            "Gateway":"10.1.0.1","GatewayIPv6":"fd00::1","DisableGatewayService":true,"StaticRoutes":[
            {"Destination":"10.9.0.0/16","RouteType":0,"NextHop":"10.1.0.1"},
            {"Destination":"192.0.2.1/32","RouteType":1}]}
            """
        try await expect("NetworkDriver.Join", of: JournalDriver(.init(join: { _ in answer })), json)
    }

    @Test func `the answer to Join without a gateway contains no gateway`() async throws {
        try await expect("NetworkDriver.Join", of: JournalDriver(), #"{"DisableGatewayService":false}"#)
    }

    @Test func `the answer to GwAllocCheck contains the families to skip`() async throws {
        let body = #"{"Options":{"com.docker.network.internal":true,"com.docker.network.generic":{"a":"b"}}}"#
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call("NetworkDriver.GwAllocCheck", body)
            #expect(try JSONValue(text: reply.body) == .object(["SkipIPv4": .flag(true), "SkipIPv6": .flag(true)]))
        }
        #expect(driver.requests() == [GatewayAllocationRequest(options: ["a": "b"], isInternal: true)])
    }

    @Test func `the data of a pool contains its gateway`() async throws {
        let answer = RequestPoolResponse(
            poolID: "p/1",
            pool: try #require(Prefix("10.1.0.0/16")),
            gateway: InterfaceAddress("10.1.0.1/16"),
            data: ["k": "v"]
        )
        let json = """
            {"PoolID":"p/1","Pool":"10.1.0.0/16","Data":{"com.docker.network.gateway":"10.1.0.1/16","k":"v"}}
            """
        let driver = JournalDriver(.init(pool: answer))
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call("IpamDriver.RequestPool", #"{"AddressSpace":"a"}"#)
            #expect(try JSONValue(text: reply.body) == JSONValue(text: json))
            #expect(!reply.body.contains("\\/"))
        }
    }

    @Test func `the answer to RequestAddress contains the prefix length`() async throws {
        let answer = RequestAddressResponse(address: try #require(InterfaceAddress("10.1.0.7/16")))
        let driver = JournalDriver(.init(address: answer))
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call("IpamDriver.RequestAddress", #"{"PoolID":"p"}"#)
            #expect(try JSONValue(text: reply.body) == JSONValue(text: #"{"Address":"10.1.0.7/16","Data":{}}"#))
        }
    }

    @Test func `an error keeps its message unchanged`() {
        #expect(PluginError("a\nb\u{1B}").message == "a\nb\u{1B}")
        #expect("\(PluginError("a: b"))" == "a: b")
    }

    private func expect(_ method: String, of driver: JournalDriver, _ json: String) async throws {
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call(method, #"{"NetworkID":"n","EndpointID":"e"}"#)
            #expect(reply.status == 200)
            #expect(try JSONValue(text: reply.body) == JSONValue(text: json))
        }
    }
}
