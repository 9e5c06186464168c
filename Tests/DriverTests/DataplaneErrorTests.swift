// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import NetworkModel
import NetworkModelTesting
import Testing

@testable import Driver

/// Retries after a repair of the firewall.
struct DataplaneErrorTests {
    private static let passing: [DataplaneError] = [
        .refused("add element", .notFound, "ENOENT"), .refused("add link", .init(rawValue: 17), "EEXIST"),
        .interrupted("list links: interrupted"), .failed("link mv1: is gone"),
    ]
    private static let final: [DataplaneError] = [
        .refused("add element", .notPermitted, "EPERM"), .refused("open", .accessDenied, "EACCES"),
        .refused("add chain", .notSupported, "EOPNOTSUPP"), .unavailable("open netlink: EMFILE"),
        .conflict("link mv1: exists and does not belong to mdnp"),
    ]

    /// Makes the first firewall change of a Join fail; returns the number of attempts and the error of the reply.
    private func join(failingWith error: DataplaneError) async throws -> (attempts: Int, error: PluginError?) {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        let before = rig.dataplane.attempts
        rig.dataplane.failsOnce { step in step.isOfElement ? error : nil }
        do throws(PluginError) {
            _ = try await rig.driver.join(
                JoinRequest(networkID: "n1", endpointID: "e1", sandboxKey: "/run/docker/netns/1")
            )
            return (rig.dataplane.attempts - before, nil)
        } catch {
            return (rig.dataplane.attempts - before, error)
        }
    }

    @Test(arguments: passing)
    func `a change is retried once if a repair may help`(error: DataplaneError) async throws {
        let (attempts, answer) = try await join(failingWith: error)
        #expect(answer == nil)
        #expect(attempts == 2)
    }

    @Test(arguments: final)
    func `a change fails at once with the kernel's error if no repair helps`(error: DataplaneError) async throws {
        let (attempts, answer) = try await join(failingWith: error)
        #expect(answer?.message == "join: \(error)")
        #expect(answer?.kind == .failed)
        #expect(attempts == 1)
    }
}

extension ImaginedDataplane {
    /// The number of changes that add elements to an existing firewall.
    fileprivate var attempts: Int {
        deeds.count { $0.contains(where: \.isOfElement) && !$0.contains(.ensure(.tables)) }
    }
}
