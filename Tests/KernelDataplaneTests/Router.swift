// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink

/// A namespace that advertises itself as a router on a link.
struct Router {
    let witness: Witness
    private let link: String

    /// Creates a router from an existing namespace, such as a container that poses as one.
    init(_ witness: Witness, link: String) {
        self.witness = witness
        self.link = link
    }

    /// Creates a router at the other end of a new link of the test's namespace, with this name.
    init(beyond uplink: String) async throws {
        let namespace = try NetworkNamespace.new()
        self.init(Witness(namespace), link: "lan0")
        let host = Witness(try .ofTest)
        try await host("ip", "link", "add", "name", uplink, "type", "veth", "peer", "name", "to-router")
        let links = Links(try NetlinkSocket(.route, in: .ofTest))
        try links.move(.name(try InterfaceName("to-router")), to: namespace)
        try await witness("ip", "link", "set", "to-router", "name", link)
        for (witness, link) in [(host, uplink), (witness, link)] {
            try await witness("sysctl", "-qw", "net.ipv6.conf.\(link).accept_dad=0")
            try await witness("ip", "link", "set", link, "up")
        }
        try await host("sysctl", "-qw", "net.ipv6.conf.\(uplink).accept_ra=1")
    }

    /// Advertises a default route on the link, with a lifetime of half an hour.
    func advertise() async throws {
        let script = """
            import socket, struct, sys
            link = socket.if_nametoindex(sys.argv[1])
            sender = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
            sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
            advertisement = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
            sender.sendto(advertisement, ("ff02::1", 0, 0, link))
            """
        try await witness("python3", "-", link, input: script)
    }
}
