// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import InMemoryLogging
import Logging
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RoutingTests {
    @Test func `activation names both drivers`() async throws {
        try await withPlugin { plugin in
            let reply = try await plugin.call("Plugin.Activate")
            #expect(reply.status == 200)
            #expect(reply.body == #"{"Implements":["NetworkDriver","IpamDriver"]}"#)
            #expect(reply.headers["content-type"] == "application/vnd.docker.plugins.v1.2+json")
        }
    }

    @Test func `a call without arguments is answered without a body`() async throws {
        try await withPlugin { plugin in
            let network = try await plugin.call("NetworkDriver.GetCapabilities")
            let ipam = try await plugin.call("IpamDriver.GetCapabilities")
            let spaces = try await plugin.call("IpamDriver.GetDefaultAddressSpaces")
            #expect([network.status, ipam.status, spaces.status] == [200, 200, 200])
            #expect(
                try JSONValue(text: network.body)
                    == .object([
                        "Scope": .string("local"), "ConnectivityScope": .string("local"),
                        "GwAllocChecker": .flag(true),
                    ])
            )
            #expect(
                try JSONValue(text: ipam.body)
                    == .object(["RequiresMACAddress": .flag(true), "RequiresRequestReplay": .flag(false)])
            )
            #expect(
                try JSONValue(text: spaces.body)
                    == JSONValue(["LocalDefaultAddressSpace": "here", "GlobalDefaultAddressSpace": "everywhere"])
            )
        }
    }

    @Test(arguments: [
        "Plugin.Activate", "NetworkDriver.GetCapabilities", "IpamDriver.GetCapabilities",
        "IpamDriver.GetDefaultAddressSpaces",
    ])
    func `a call without arguments ignores its body`(method: String) async throws {
        try await withPlugin { plugin in
            for body in ["no JSON", "null"] {
                let reply = try await plugin.call(method, body)
                #expect(reply.status == 200)
            }
        }
    }

    @Test func `an absent driver is not listed, and its methods are refused`() async throws {
        let driver = JournalDriver()
        try await withPlugin(networkDriver: driver, ipamDriver: nil) { plugin in
            #expect(try await plugin.call("Plugin.Activate").body == #"{"Implements":["NetworkDriver"]}"#)
            for method in ["GetCapabilities", "GetDefaultAddressSpaces", "RequestPool"] {
                let reply = try await plugin.call("IpamDriver.\(method)", "{}")
                #expect(reply.status == 500)
                try expectError(reply, "IpamDriver is not supported")
            }
        }
        try await withPlugin(networkDriver: nil, ipamDriver: driver) { plugin in
            #expect(try await plugin.call("Plugin.Activate").body == #"{"Implements":["IpamDriver"]}"#)
            let reply = try await plugin.call("NetworkDriver.GetCapabilities")
            #expect(reply.status == 500)
            try expectError(reply, "NetworkDriver is not supported")
        }
    }

    @Test func `a refusal is one line of printable text with limited length`() async throws {
        let hostile = "option a\u{1B}[2J\nb\0c\u{202E}d\u{9B}: is not known"
        for (message, shown) in [
            (hostile, #"option a\u001b[2J\nb\u0000c\u202ed\u009b: is not known"#),
            (String(repeating: "x", count: 1 << 20), String(repeating: "x", count: 4093) + "…"),
        ] {
            var answers = JournalDriver.Answers()
            answers.refusal = PluginError(message)
            try await withPlugin(networkDriver: JournalDriver(answers), ipamDriver: nil) { plugin in
                let reply = try await plugin.call("NetworkDriver.DeleteNetwork", #"{"NetworkID":"n1"}"#)
                #expect(reply.status == 500)
                try expectError(reply, shown)
            }
        }
    }

    @Test func `an unknown path is answered with 404`() async throws {
        try await withPlugin { plugin in
            for method in ["NetworkDriver.Nonsense", "VolumeDriver.List", "", "NetworkDriver.join"] {
                let reply = try await plugin.call(method, "{}")
                #expect(reply.status == 404)
                try expectError(reply, "/\(method) does not exist")
            }
        }
    }

    @Test func `a method other than POST is answered with 405`() async throws {
        try await withPlugin { plugin in
            let client = try plugin.client()
            await client.send("GET /Plugin.Activate HTTP/1.1\r\nHost: x\r\n\r\n")
            let reply = try await client.reply()
            #expect(reply.status == 405)
            #expect(reply.headers["allow"] == "POST")
            try expectError(reply, "/Plugin.Activate requires POST, not GET")
        }
    }

    @Test func `a call without headers is answered`() async throws {
        try await withPlugin { plugin in
            let client = try plugin.client()
            await client.send("POST /Plugin.Activate HTTP/1.1\r\n\r\n")
            #expect(try await client.reply().status == 200)
        }
    }

    @Test func `an empty Host header, as engine 20 sends, is accepted`() async throws {
        try await withPlugin { plugin in
            let client = try plugin.client()
            await client.send("POST /Plugin.Activate HTTP/1.1\r\nHost: \r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.reply().status == 200)
        }
    }

    @Test func `a chunked body is reassembled`() async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let client = try plugin.client()
            await client.send("POST /NetworkDriver.DeleteNetwork HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            await client.send("e\r\n{\"NetworkID\":\"\r\n")
            await client.send("4\r\nn1\"}\r\n0\r\n\r\n")
            let reply = try await client.reply()
            #expect(reply.status == 200)
            #expect(reply.body == "{}")
            #expect(driver.requests() == [NetworkReference(networkID: "n1")])
        }
    }

    @Test func `a refusal is answered with 500 and the reason under both keys`() async throws {
        let driver = JournalDriver(.init(refusal: PluginError("create endpoint e1:\nno \"room\"")))
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call("NetworkDriver.CreateEndpoint", #"{"NetworkID":"n1","EndpointID":"e1"}"#)
            #expect(reply.status == 500)
            try expectError(reply, #"create endpoint e1:\nno "room""#)
        }
    }

    @Test func `the log line of a failed call has its endpoint and network under their own keys`() async throws {
        let details = ["endpoint": "e1", "network": "n1"]
        let log = InMemoryLogHandler()
        let driver = JournalDriver(.init(refusal: PluginError("join: no room", details: details)))
        try await withPlugin(driver, logger: Logger(label: "test") { _ in log }) { plugin in
            let reply = try await plugin.call("NetworkDriver.Join", #"{"NetworkID":"n1","EndpointID":"e1"}"#)
            #expect(reply.status == 500)
            try expectError(reply, "join: no room")
        }
        let line = try #require(log.entries.first { $0.message == "call failed" })
        #expect(
            line.metadata == [
                "call": "/NetworkDriver.Join", "error": "join: no room", "endpoint": "e1", "network": "n1",
            ]
        )
    }

    @Test func `EndpointOperInfo succeeds with any body`() async throws {
        let driver = JournalDriver(.init(refusal: PluginError("no")))
        try await withPlugin(driver) { plugin in
            for body in ["", "{", "null", "[]", #"{"NetworkID":7}"#, #"{"NetworkID":"n1","EndpointID":"e1"}"#] {
                let reply = try await plugin.call("NetworkDriver.EndpointOperInfo", body)
                #expect(reply.status == 200)
                #expect(reply.body == #"{"Value":{}}"#)
            }
            #expect(driver.requests() == [EndpointReference(networkID: "n1", endpointID: "e1")])
        }
    }

    @Test func `EndpointOperInfo returns the driver's data of an endpoint`() async throws {
        let driver = JournalDriver(.init(operationalData: ["vlan": "7"]))
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call(
                "NetworkDriver.EndpointOperInfo",
                #"{"NetworkID":"n1","EndpointID":"e1"}"#
            )
            #expect(reply.body == #"{"Value":{"vlan":"7"}}"#)
        }
    }

    @Test func `a driver without Swarm support refuses Swarm's networks and ignores its nodes`() async throws {
        try await withPlugin { plugin in
            let allocation = try await plugin.call("NetworkDriver.AllocateNetwork", #"{"NetworkID":"n1"}"#)
            #expect(allocation.status == 500)
            try expectError(allocation, "AllocateNetwork is not supported: the driver has no Swarm networks")
            #expect(try await plugin.call("NetworkDriver.FreeNetwork", #"{"NetworkID":"n1"}"#).status == 500)
            let node = #"{"DiscoveryType":1,"DiscoveryData":{"Address":"10.0.0.2","BindAddress":"","Self":false}}"#
            #expect(try await plugin.call("NetworkDriver.DiscoverDelete", node).body == "{}")
        }
    }

    @Test(arguments: [
        "NetworkDriver.CreateNetwork", "NetworkDriver.DeleteNetwork", "NetworkDriver.CreateEndpoint",
        "NetworkDriver.DeleteEndpoint", "NetworkDriver.Join", "NetworkDriver.Leave",
        "NetworkDriver.ProgramExternalConnectivity", "NetworkDriver.RevokeExternalConnectivity",
        "NetworkDriver.GwAllocCheck", "NetworkDriver.AllocateNetwork", "NetworkDriver.FreeNetwork",
        "NetworkDriver.DiscoverNew", "NetworkDriver.DiscoverDelete", "IpamDriver.RequestPool",
        "IpamDriver.ReleasePool", "IpamDriver.RequestAddress", "IpamDriver.ReleaseAddress",
    ])
    func `a retry from Docker without its body is answered with 400`(method: String) async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let reply = try await plugin.call(method)
            #expect(reply.status == 400)
            try expectError(reply, "the request is empty")
            for body in ["{", "nonsense", "null", "[]", "\n"] {
                #expect(try await plugin.call(method, body).status == 400)
            }
            #expect(driver.all.isEmpty)
        }
    }
}

/// Expects the message under both keys, one for each of Docker's kinds of drivers.
func expectError(
    _ reply: RawClient.Reply,
    _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(
        try JSONValue(text: reply.body) == JSONValue(["Err": message, "Error": message]),
        sourceLocation: sourceLocation
    )
}
