// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Foundation
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkTesting
import NetlinkWire
import Testing

/// Tests of the code in the libraries' articles.
struct ExampleTests {
    @Test func `an allow list of blocks contains their addresses and no others`() throws {
        let list = try #require(AllowList("192.0.2.0/24, 2001:db8::/32"))
        #expect(list.admits(try #require(IPAddress("192.0.2.7"))))
        #expect(list.admits(try #require(IPAddress("2001:db8::7"))))
        #expect(!list.admits(try #require(IPAddress("198.51.100.7"))))
        #expect(AllowList("192.0.2.7/24") == nil)
    }

    @Test func `the name in a request is the name that is decoded from it`() throws {
        #expect(try linkNames(in: requestForBridge("br0", sequence: 1)) == ["br0"])
        #expect(throws: DecodeError.self) { try linkNames(in: [1, 2, 3]) }
    }

    @Test func `a bridge is created once in an in-memory namespace`() throws {
        #expect(try linksAfterMakingBridge() == ["lo", "br0"])
        let socket = FakeKernel().socket(.route)
        try makeBridge(try InterfaceName("br0"), over: socket)
        #expect(throws: NetlinkError.self) { try makeBridge(try InterfaceName("br0"), over: socket) }
    }

    @Test func `the smallest driver refuses options and joins without a link`() async throws {
        let driver = SparseDriver()
        await #expect(throws: PluginError("option mtu: is not known")) {
            try await driver.createNetwork(CreateNetworkRequest(networkID: "n", options: ["mtu": "1400"]))
        }
        let answer = try await driver.join(JoinRequest(networkID: "n", endpointID: "e", sandboxKey: "s"))
        #expect(answer == JoinResponse())
    }

    @Test func `a driver is served until its task is cancelled`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "example-\(UUID().uuidString.prefix(8)).sock")
            .path
        let service = Task { try await serve(SparseDriver(), at: path, until: []) }
        let deadline = ContinuousClock.now + .seconds(120)
        while !FileManager.default.fileExists(atPath: path), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(FileManager.default.fileExists(atPath: path))
        service.cancel()
        _ = await service.result
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(.requiresRoot, .tags(.kernel), .freshNamespace)
    func `a new namespace does not forward until forwarding is enabled`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let setting = try Sysctl(["net", "ipv4", "ip_forward"])
        try await namespace.run { try setting.write("0") }
        #expect(try await forwardsIPv4(namespace) == false)
        try await namespace.run { try setting.write("1") }
        #expect(try await forwardsIPv4(namespace))
    }

    @Test(.requiresRoot, .tags(.kernel), .freshNamespace)
    func `a veth connects a container to a bridge with an address`() throws {
        let host = try NetworkNamespace.ofTest
        let container = try NetworkNamespace.new()
        try connect(container, to: host)
        let socket = try NetlinkSocket(.route, in: host)
        let bridge = try Links(socket).get(.name(try InterfaceName("br0")))
        #expect(try Links(socket).list(master: bridge.index).map(\.name) == ["veth0"])
        #expect(try Addresses(socket).list(family: IPFamily.v4, link: bridge.index).count == 1)
        let inside = try Links(NetlinkSocket(.route, in: container)).list()
        #expect(inside.map(\.name).sorted() == ["eth0", "lo"])
    }
}
