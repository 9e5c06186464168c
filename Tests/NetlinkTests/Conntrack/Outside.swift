// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import Testing

/// A namespace connected to the test's by a veth, for clients of ports that the test's namespace publishes.
struct Outside {
    let namespace: NetworkNamespace

    /// Connects a new namespace to the test's, with addresses that are usable at once.
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

    /// Keeps the namespace until this call, since its end deletes the veth and all masqueraded connections.
    func stay() {
        withExtendedLifetime(namespace) {}
    }

    /// Returns the address in the test's namespace.
    static func host(_ family: IPFamily) throws -> IPAddress {
        try #require(IPAddress(family == .v4 ? "10.9.0.1" : "fd09::1"))
    }

    /// Returns the address in the other namespace.
    static func client(_ family: IPFamily) throws -> IPAddress {
        try #require(IPAddress(family == .v4 ? "10.9.0.2" : "fd09::2"))
    }
}
