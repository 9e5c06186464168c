// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RecordingTests {
    /// Returns a driver that answers every call, with recognizable values.
    private func driver() throws -> JournalDriver {
        var answers = JournalDriver.Answers()
        answers.pool = RequestPoolResponse(poolID: "p", pool: try #require(Prefix("10.92.0.0/24")))
        answers.address = RequestAddressResponse(address: try #require(InterfaceAddress("10.92.0.1/24")))
        return JournalDriver(answers)
    }

    @Test(arguments: Recording.allCases)
    func `every request of an engine succeeds and is decoded completely`(recording: Recording) async throws {
        let driver = try driver()
        let calls = try recording.calls()
        #expect(calls.count > 70)
        try await withPlugin(driver) { plugin in
            let client = try plugin.client()
            for call in calls {
                let before = driver.all.count
                await client.send(try call.bytes())
                let reply = try await client.reply()
                #expect(reply.status == 200, "\(call.method): \(reply.body)")
                guard call.headers["Content-Length"] != "0" else { continue }
                let request = try #require(driver.all.dropFirst(before).last as? any WrittenByDocker)
                #expect(request.json == normal(call.request), "\(call.method)")
            }
        }
    }

    @Test(arguments: Recording.allCases)
    func `options and addresses of networks are decoded as the user chose them`(recording: Recording) async throws {
        let networks: [CreateNetworkRequest] = try await replay("NetworkDriver.CreateNetwork", of: recording)
        #expect(networks.map(\.options) == [["a": "b"], [:], [:], [:], [:]])
        #expect(networks.map(\.isInternal) == [false, false, true, false, false])
        #expect(networks.map(\.enableIPv4) == Array(repeating: recording == .engine20 ? nil : true, count: 5))
        #expect(networks.map(\.enableIPv6) == [false, true, false, false, false])

        let dual = networks[1]
        #expect(dual.ipv4.map(\.pool) == [Prefix("10.92.0.0/24")])
        #expect(dual.ipv4.map(\.gateway) == [InterfaceAddress("10.92.0.1/24")])
        #expect(dual.ipv4.map(\.auxiliary) == [["r": try #require(InterfaceAddress("10.92.0.130/24"))]])
        #expect(dual.ipv6.map(\.pool) == [Prefix("fd00:92::/64")])
        #expect(dual.ipv6.map(\.gateway) == [InterfaceAddress("fd00:92::1/64")])

        let two = networks[3]
        #expect(two.ipv4.map(\.pool) == [Prefix("10.81.0.0/16"), Prefix("10.82.0.0/16")])
        #expect(two.ipv4.map(\.gateway) == [InterfaceAddress("10.81.8.254/16"), InterfaceAddress("10.82.0.254/16")])

        let null = networks[4]
        #expect(null.ipv4 == [IPAMPool(addressSpace: "null", pool: try #require(Prefix("0.0.0.0/0")))])
    }

    @Test(arguments: Recording.allCases)
    func `ports of endpoints are decoded as the user published them`(recording: Recording) async throws {
        let endpoints: [CreateEndpointRequest] = try await replay("NetworkDriver.CreateEndpoint", of: recording)
        let ports = Set(endpoints[0].portMap)
        let local = try #require(IPAddress("127.0.0.1"))
        #expect(
            ports == [
                PortBinding(transport: .tcp, containerPort: 80, hostPorts: PortRange(port: 8080)),
                PortBinding(transport: .tcp, containerPort: 81),
                PortBinding(transport: .udp, containerPort: 53, hostPorts: PortRange(port: 5353)),
                PortBinding(
                    transport: .tcp,
                    containerPort: 9000,
                    hostAddress: local,
                    hostPorts: PortRange(port: 9000)
                ),
                PortBinding(
                    transport: .tcp,
                    containerPort: 9001,
                    hostAddress: local,
                    hostPorts: PortRange(port: 9001)
                ),
            ]
        )
        #expect(Set(endpoints[0].exposedPorts).contains(ExposedPort(transport: .udp, port: 53)))
        #expect(endpoints[0].interface.mac == nil)
        #expect(endpoints[0].interface.ipv6 == nil)

        let fixed = try #require(endpoints.first { $0.interface.ipv4 == InterfaceAddress("10.91.0.77/24") })
        #expect(fixed.interface.mac == MACAddress("02:aa:bb:cc:dd:ee"))
        #expect(fixed.options.isEmpty)

        let connected = try #require(endpoints.first { $0.interface.ipv6 != nil })
        #expect(connected.interface.ipv6 == InterfaceAddress("fd00:92::2/64"))
        #expect(connected.options == ["k": "v"])
    }

    @Test(arguments: Recording.allCases)
    func `pools and addresses are requested as the user chose them`(recording: Recording) async throws {
        let pools: [RequestPoolRequest] = try await replay("IpamDriver.RequestPool", of: recording)
        #expect(pools.map(\.family) == [.v4, .v6, .v4])
        #expect(pools.map(\.pool) == [Prefix("10.92.0.0/24"), Prefix("fd00:92::/64"), nil])
        #expect(pools.map(\.subPool) == [Prefix("10.92.0.128/25"), nil, nil])
        #expect(pools.map(\.options) == [["q": "1"], ["q": "1"], [:]])

        let addresses: [RequestAddressRequest] = try await replay("IpamDriver.RequestAddress", of: recording)
        #expect(addresses.map(\.isGateway) == [true, false, true, false, false, true, false])
        #expect(addresses[1].address == IPAddress("10.92.0.130"))
        #expect(addresses[2].address == nil)
        #expect(addresses.filter { $0.mac != nil }.count == 3)
        #expect(addresses.allSatisfy { $0.options.isEmpty })
    }

    private func replay<Request: Sendable>(_ method: String, of recording: Recording) async throws -> [Request] {
        let driver = try driver()
        try await withPlugin(driver) { plugin in
            for call in try recording.calls() where call.method == method {
                #expect(try await plugin.call(method, try call.body()).status == 200)
            }
        }
        return driver.requests()
    }

    /// Returns the recorded request in the form of `WrittenByDocker`.
    ///
    /// Absent and null fields are written, and the MAC address that Docker sends twice is written once.
    private func normal(_ request: JSONValue) -> JSONValue {
        guard case .object(var fields) = request else { return request }
        guard let recorded = fields["Options"] else { return request }
        guard case .object(var options) = recorded else {
            fields["Options"] = .object([:])
            return .object(fields)
        }
        if fields["EndpointID"] != nil {
            options["com.docker.network.endpoint.macaddress"] = nil
            for key in ["com.docker.network.portmap", "com.docker.network.endpoint.exposedports"] {
                options[key] = options[key] ?? .list([])
            }
            if fields["Interface"] == nil, fields["SandboxKey"] == nil {
                let key = "com.docker.network.driver.private.no_proxy_6to4"
                options[key] = options[key] ?? .flag(false)
            }
        }
        fields["Options"] = .object(options)
        return .object(fields)
    }
}
