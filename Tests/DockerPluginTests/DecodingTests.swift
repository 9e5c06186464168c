// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DecodingTests {
    @Test(arguments: [
        (
            "CreateNetwork", #"{"NetworkID":"n","Options":{"com.docker.network.generic":{"mtu":1500}}}"#,
            "Options.com.docker.network.generic.mtu: is not a string"
        ),
        (
            "CreateNetwork", #"{"NetworkID":"n","Options":{"com.docker.network.internal":"true"}}"#,
            "Options.com.docker.network.internal: is not true or false"
        ),
        ("CreateNetwork", #"{"NetworkID":"n","Options":[]}"#, "Options: is not an object"),
        ("CreateNetwork", #"{"NetworkID":"n","IPv4Data":{}}"#, "IPv4Data: is not a list"),
        (
            "CreateNetwork", #"{"NetworkID":"n","IPv4Data":[{"Pool":"10.0.0.0/8"},{"Pool":""}]}"#,
            "IPv4Data[1].Pool: is missing"
        ),
        (
            "CreateNetwork", #"{"NetworkID":"n","IPv4Data":[{"Pool":"10.0.0.0/33"}]}"#,
            #"IPv4Data[0].Pool: "10.0.0.0/33" is not a subnet"#
        ),
        (
            "CreateNetwork", #"{"NetworkID":"n","IPv6Data":[{"Pool":"fd00::/64","AuxAddresses":{"r":"fd00::1"}}]}"#,
            #"IPv6Data[0].AuxAddresses.r: "fd00::1" is not an address with a prefix length"#
        ),
        ("DeleteNetwork", #"{}"#, "NetworkID: is missing"),
        ("DeleteNetwork", #"{"NetworkID":""}"#, "NetworkID: is empty"),
        ("DeleteNetwork", #"{"NetworkID":null}"#, "NetworkID: is null"),
        ("DeleteNetwork", #"{"NetworkID":7}"#, "NetworkID: is not a string"),
        ("DeleteNetwork", #"[]"#, "the request: is not an object"),
        ("DeleteNetwork", #"{"NetworkID":"n""#, "the request is not valid JSON"),
        ("Leave", #"{"NetworkID":"n"}"#, "EndpointID: is missing"),
        (
            "CreateEndpoint", endpoint(#""Interface":{"Address":"x"}"#),
            #"Interface.Address: "x" is not an address with a prefix length"#
        ),
        (
            "CreateEndpoint", endpoint(#""Interface":{"AddressIPv6":"fd00::1"}"#),
            #"Interface.AddressIPv6: "fd00::1" is not an address with a prefix length"#
        ),
        (
            "CreateEndpoint", endpoint(#""Interface":{"MacAddress":"02:42"}"#),
            #"Interface.MacAddress: "02:42" is not a MAC address"#
        ),
        ("CreateEndpoint", endpoint(#""Interface":7"#), "Interface: is not an object"),
        (
            "CreateEndpoint",
            endpoint(#""Options":{"com.docker.network.endpoint.ifname":7}"#),
            "Options.com.docker.network.endpoint.ifname: is not a string"
        ),
        (
            "Join", port(#"{"Proto":6,"Port":80},{"Proto":1,"Port":80}"#),
            "Options.com.docker.network.portmap[1].Proto: 1 is not the number of tcp, udp or sctp"
        ),
        ("Join", port(#"{"Proto":6,"Port":0}"#), "Options.com.docker.network.portmap[0].Port: port 0 is invalid"),
        (
            "Join", port(#"{"Proto":6,"Port":80,"HostIP":"here"}"#),
            #"Options.com.docker.network.portmap[0].HostIP: "here" is not an address"#
        ),
        (
            "Join", port(#"{"Proto":6,"Port":80,"HostPort":90,"HostPortEnd":80}"#),
            "Options.com.docker.network.portmap[0].HostPortEnd: 80 is less than HostPort, 90"
        ),
        ("Join", port(#"{"Proto":"tcp","Port":80}"#), "Options.com.docker.network.portmap[0].Proto: is not a number"),
        ("DiscoverNew", #"{"DiscoveryType":1}"#, "DiscoveryData: is missing"),
    ])
    func `an invalid request to a network driver is answered with 400 and the name of the field`(
        method: String,
        body: String,
        message: String
    ) async throws {
        try await expectRefusal("NetworkDriver.\(method)", body, message)
    }

    @Test(arguments: [
        ("RequestPool", #"{"AddressSpace":"a","Pool":"10.0.0.0"}"#, #"Pool: "10.0.0.0" is not a subnet"#),
        ("RequestPool", #"{"AddressSpace":"a","Options":{"k":[]}}"#, "Options.k: is not a string"),
        ("RequestPool", #"{"AddressSpace":"a","V6":1}"#, "V6: is not true or false"),
        ("ReleasePool", #"{"PoolID":""}"#, "PoolID: is empty"),
        ("RequestAddress", #"{"PoolID":"p","Address":"10.0.0.1/8"}"#, #"Address: "10.0.0.1/8" is not an address"#),
        (
            "RequestAddress", #"{"PoolID":"p","Options":{"com.docker.network.endpoint.macaddress":"x"}}"#,
            #"Options.com.docker.network.endpoint.macaddress: "x" is not a MAC address"#
        ),
        ("ReleaseAddress", #"{"PoolID":"p","Address":""}"#, "Address: is empty"),
    ])
    func `an invalid request to an IPAM driver is answered with 400 and the name of the field`(
        method: String,
        body: String,
        message: String
    ) async throws {
        try await expectRefusal("IpamDriver.\(method)", body, message)
    }

    @Test(arguments: [
        (#"{"Proto":256,"Port":80}"#, "Proto: is not a whole number from 0 to 255"),
        (#"{"Proto":-6,"Port":80}"#, "Proto: is not a whole number from 0 to 255"),
        (#"{"Proto":6,"Port":65536}"#, "Port: is not a whole number from 0 to 65535"),
        (#"{"Proto":6,"Port":80.5}"#, "Port: is not a whole number from 0 to 65535"),
        (#"{"Proto":6,"Port":1e300}"#, "Port: is not a whole number from 0 to 65535"),
        (#"{"Proto":6,"Port":80,"HostPort":65536}"#, "HostPort: is not a whole number from 0 to 65535"),
    ])
    func `a number out of range is refused with the name of its field`(binding: String, message: String) async throws {
        let field = "Options.com.docker.network.portmap[0]"
        try await expectRefusal("NetworkDriver.Join", Self.port(binding), "\(field).\(message)")
    }

    @Test func `options of an endpoint are separated into Docker's and the user's`() async throws {
        let driver = JournalDriver()
        let body = """
            {"NetworkID":"n","EndpointID":"e","Future":{"x":1},"Interface":{"Address":"","AddressIPv6":"","MacAddress":""},
            "Options":{"com.docker.network.endpoint.ifname":"mgmt0","com.docker.network.endpoint.dnsservers":["1.1.1.1"],
            "com.docker.network.endpoint.sysctls":"net.ipv4.conf.IFNAME.log_martians=1",
            "com.docker.network.endpoint.macaddress":"AkKsEQAC","rate":"10mbit","list":[1],"flag":true,"none":null,
            "com.docker.network.portmap":[{"Proto":132,"IP":"10.0.0.2","Port":9,"HostIP":"::","HostPort":80,"HostPortEnd":90}]}}
            """
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call("NetworkDriver.CreateEndpoint", body)
            #expect(reply.body == "{}")
        }
        #expect(
            driver.requests() == [
                CreateEndpointRequest(
                    networkID: "n",
                    endpointID: "e",
                    portMap: [
                        PortBinding(
                            transport: .sctp,
                            containerAddress: IPAddress("10.0.0.2"),
                            containerPort: 9,
                            hostAddress: IPAddress("::"),
                            hostPorts: PortRange(first: 80, last: 90)
                        )
                    ],
                    interfaceName: "mgmt0",
                    dnsServers: ["1.1.1.1"],
                    sysctls: "net.ipv4.conf.IFNAME.log_martians=1",
                    options: ["rate": "10mbit"]
                )
            ]
        )
    }

    @Test func `null and missing fields are decoded as unset`() async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let bodies = [
                ("CreateNetwork", #"{"NetworkID":"n","Options":null,"IPv4Data":null,"IPv6Data":null}"#),
                ("CreateNetwork", #"{"NetworkID":"n","Options":{"com.docker.network.generic":null}}"#),
                ("CreateEndpoint", #"{"NetworkID":"n","EndpointID":"e","Interface":null,"Options":null}"#),
                ("CreateEndpoint", #"{"NetworkID":"n","EndpointID":"e","Interface":{"Address":null}}"#),
                ("Join", #"{"NetworkID":"n","EndpointID":"e","Options":{"com.docker.network.portmap":null}}"#),
                ("ProgramExternalConnectivity", #"{"NetworkID":"n","EndpointID":"e","Options":null}"#),
            ]
            for (method, body) in bodies {
                let reply = try await plugin.call("NetworkDriver.\(method)", body)
                #expect(reply.status == 200, "\(reply.body)")
            }
        }
        #expect(driver.requests() == Array(repeating: CreateNetworkRequest(networkID: "n"), count: 2))
        #expect(
            driver.requests() == Array(repeating: CreateEndpointRequest(networkID: "n", endpointID: "e"), count: 2)
        )
        #expect(driver.requests() == [JoinRequest(networkID: "n", endpointID: "e", sandboxKey: "")])
        #expect(driver.requests() == [ExternalConnectivityRequest(networkID: "n", endpointID: "e")])
    }

    @Test func `host bits of a subnet are masked, as Docker's own IPAM does`() async throws {
        let driver = JournalDriver()
        let body = #"{"AddressSpace":"a","Pool":"10.1.2.3/16","SubPool":"10.1.9.9/24","Options":null,"V6":false}"#
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call("IpamDriver.RequestPool", body)
            #expect(reply.status == 200)
        }
        let request = try #require(driver.requests(RequestPoolRequest.self).first)
        #expect(request.pool == Prefix("10.1.0.0/16"))
        #expect(request.subPool == Prefix("10.1.9.0/24"))
    }

    @Test func `an address request contains the container's name and Swarm's options`() async throws {
        let driver = JournalDriver()
        let body = """
            {"PoolID":"p","Address":"","Options":{"com.docker.network.endpoint.name":"web",
            "com.docker.network.ipam.serial":"true","RequestAddressType":"other"}}
            """
        try await withPlugin(driver) { plugin in _ = try await plugin.call("IpamDriver.RequestAddress", body) }
        #expect(
            driver.requests() == [
                RequestAddressRequest(
                    poolID: "p",
                    endpointName: "web",
                    options: ["com.docker.network.ipam.serial": "true", "RequestAddressType": "other"]
                )
            ]
        )
    }

    @Test func `a discovered node is distinguished from the local one`() async throws {
        let driver = JournalDriver()
        let body = #"{"DiscoveryType":1,"DiscoveryData":{"Address":"10.0.0.2","BindAddress":"","Self":true}}"#
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call("NetworkDriver.DiscoverNew", body)
            #expect(reply.body == "{}")
        }
        #expect(driver.requests() == [DiscoveredNode(address: IPAddress("10.0.0.2"), isSelf: true)])
    }

    private func expectRefusal(_ method: String, _ body: String, _ message: String) async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call(method, body)
            #expect(reply.status == 400)
            try expectError(reply, message)
        }
        #expect(driver.all.isEmpty)
    }

    private static func endpoint(_ field: String) -> String {
        #"{"NetworkID":"n","EndpointID":"e",\#(field)}"#
    }

    private static func port(_ bindings: String) -> String {
        endpoint(#""Options":{"com.docker.network.portmap":[\#(bindings)]}"#)
    }
}
