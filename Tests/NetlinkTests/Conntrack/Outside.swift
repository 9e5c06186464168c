// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import Testing

/// A namespace beside the test's, joined to it by a veth: where clients of what the test's namespace publishes are.
struct Outside {
    let namespace: NetworkNamespace

    /// Joins a new namespace to the test's, with addresses that are usable at once.
    init() async throws {
        namespace = try NetworkNamespace.new()
        let here = Witness(try .ofTest)
        try await here("ip", "link", "set", "lo", "up")
        try await here("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
        let links = Links(try NetlinkSocket(.route, in: .ofTest))
        try links.move(.name(try InterfaceName("far")), to: namespace)
        for (witness, link, number) in [(here, "near", 1), (Witness(namespace), "far", 2)] {
            try await witness("ip", "link", "set", link, "up")
            try await witness("ip", "address", "add", "10.9.0.\(number)/24", "dev", link)
            try await witness("ip", "address", "add", "fd09::\(number)/64", "dev", link, "nodad")
        }
    }

    /// Keeps the namespace until here: with it goes the veth, and with the veth what was masqueraded.
    func stay() {
        withExtendedLifetime(namespace) {}
    }

    /// The end of the test's namespace.
    static func host(_ family: IPFamily) throws -> IPAddress {
        try #require(IPAddress(family == .v4 ? "10.9.0.1" : "fd09::1"))
    }

    /// The other end.
    static func client(_ family: IPFamily) throws -> IPAddress {
        try #require(IPAddress(family == .v4 ? "10.9.0.2" : "fd09::2"))
    }
}
