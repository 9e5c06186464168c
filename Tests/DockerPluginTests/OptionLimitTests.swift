// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Testing

/// Tests of the limits of options, and of the errors beyond them.
struct OptionLimitTests {
    /// The calls with options, each with one option of a name and a value.
    private static let calls: [(method: String, body: @Sendable (String) -> String)] = [
        ("NetworkDriver.CreateNetwork", { #"{"NetworkID":"n","Options":{"com.docker.network.generic":{\#($0)}}}"# }),
        ("NetworkDriver.GwAllocCheck", { #"{"Options":{"com.docker.network.generic":{\#($0)}}}"# }),
        ("NetworkDriver.CreateEndpoint", { #"{"NetworkID":"n","EndpointID":"e","Options":{\#($0)}}"# }),
        ("IpamDriver.RequestPool", { #"{"AddressSpace":"here","Pool":"10.1.0.0/24","Options":{\#($0)}}"# }),
        ("IpamDriver.RequestAddress", { #"{"PoolID":"p","Options":{\#($0)}}"# }),
    ]

    private func option(_ name: String, _ value: String) -> String { #""\#(name)":"\#(value)""# }

    private func text(_ length: Int) -> String { String(repeating: "x", count: length) }

    private func answers(_ options: String) async throws -> [RawClient.Reply] {
        let driver = JournalDriver(
            JournalDriver.Answers(
                pool: RequestPoolResponse(poolID: "p", pool: try #require(Prefix("10.1.0.0/24"))),
                address: RequestAddressResponse(address: try #require(InterfaceAddress("10.1.0.2/24")))
            )
        )
        var replies: [RawClient.Reply] = []
        try await withPlugin(driver) { plugin in
            for (method, body) in Self.calls { replies.append(try await plugin.call(method, body(options))) }
        }
        return replies
    }

    @Test func `options up to the limits reach the driver`() async throws {
        let many = (0..<256).map { option("o\($0)", "") }.joined(separator: ",")
        for options in [option(text(256), ""), option("mtu", text(65_536)), many] {
            #expect(try await answers(options).map(\.status) == [200, 200, 200, 200, 200])
        }
    }

    @Test func `an option beyond a limit is refused by name in every call, with a remedy`() async throws {
        let many = (0..<257).map { option("o\($0)", "") }.joined(separator: ",")
        let cases = [
            (
                option(text(257), ""),
                "option \(text(32))…: the name has 257 bytes, at most 256 are allowed; use a shorter name"
            ),
            (
                option("mtu", text(65_537)),
                "option mtu: the value has 65537 bytes, at most 65536 are allowed; shorten it"
            ),
            (many, "options: 257 are set, at most 256 are allowed; omit some"),
        ]
        for (options, message) in cases {
            for reply in try await answers(options) {
                #expect(reply.status == 400)
                try expectError(reply, message)
            }
        }
    }

    @Test func `only an option that is a list may be longer`() throws {
        let limits = OptionLimits(valueLengths: ["publish.allow": 2 << 20])
        try limits.check(["publish.allow": text(2 << 20)])
        #expect(throws: PluginError.self) { try limits.check(["publish.allow": text(2 << 20 + 1)]) }
        #expect(throws: PluginError.self) { try limits.check(["publish.bind": text(65_537)]) }
    }
}
