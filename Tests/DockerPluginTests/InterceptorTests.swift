// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import NIOConcurrencyHelpers
import Testing

@Suite(.timeLimit(.minutes(10)))
struct InterceptorTests {
    /// A record of the calls that pass.
    private final class Journal: CallInterceptor {
        private let passed = NIOLockedValueBox<[PluginMethod]>([])

        var methods: [PluginMethod] { passed.withLockedValue { $0 } }

        func intercept<Answer, Failure: Error>(
            _ method: PluginMethod,
            _ answer: () async throws(Failure) -> Answer
        ) async throws(Failure) -> Answer {
            passed.withLockedValue { $0.append(method) }
            return try await answer()
        }
    }

    private static let body = """
        {"NetworkID": "n", "EndpointID": "e", "SandboxKey": "/sandbox", "PoolID": "p", "AddressSpace": "here",
        "Address": "10.0.0.2", "DiscoveryType": 1, "DiscoveryData": {"Address": "192.0.2.1", "self": true}}
        """

    @Test(arguments: PluginMethod.allCases)
    func `every method passes an interceptor once, under its own name, and reaches the driver`(
        method: PluginMethod
    ) async throws {
        let (driver, journal) = (JournalDriver(), Journal())
        try await withPlugin(
            networkDriver: journal.around(driver),
            ipamDriver: journal.around(driver)
        ) { plugin in
            let plain = JournalDriver()
            let reply = try await plugin.call(method.qualifiedName, Self.body)
            try await withPlugin(plain) { other in
                let wanted = try await other.call(method.qualifiedName, Self.body)
                #expect(reply.status == wanted.status)
                // The order of keys is unspecified.
                #expect(reply.body.sorted() == wanted.body.sorted())
            }
            #expect(journal.methods == [method])
            #expect(driver.all.count == plain.all.count)
        }
    }

    @Test func `an interceptor does not change capabilities, address spaces and errors`() async throws {
        let driver = JournalDriver(.init(refusal: PluginError("taken")))
        let journal = Journal()
        let (network, ipam) = (journal.around(driver) as any NetworkDriver, journal.around(driver) as any IPAMDriver)
        #expect(network.networkCapabilities == driver.networkCapabilities)
        #expect(ipam.ipamCapabilities == driver.ipamCapabilities)
        #expect(ipam.defaultAddressSpaces == driver.defaultAddressSpaces)
        await #expect(throws: PluginError("taken")) {
            try await network.deleteNetwork(NetworkReference(networkID: "n"))
        }
        #expect(journal.methods == [.deleteNetwork])
    }
}
