// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

// Any machine on the Internet: `mdnp explain outside web:80`, `mdnp explain web outside:443`.

extension ExplanationTests {
    @Test(arguments: [
        ("outside", "a1:80"), ("outside", "host:8001"), ("outside", "192.0.2.1:8001"), ("outside", "host:22"),
        ("outside", "g1:80"), ("a1", "outside"), ("a1", "outside:443"), ("b1", "outside"), ("d1", "outside"),
        ("host", "outside:443"), ("outside", "outside"),
    ])
    func `an allowed path from or to the Internet is open`(source: String, target: String) throws {
        #expect(try blockingHop(source, target) == nil)
    }

    @Test(arguments: [
        ("outside", "a1", "table inet mdnp, chain forward_to_networks: only published ports"),
        ("outside", "a1:81", "table inet mdnp, chain forward_to_networks: port 81/tcp of a1 is not published"),
        ("outside", "10.1.0.2:80", "table inet mdnp, chain forward_to_networks: use 0.0.0.0:8001/tcp"),
        ("outside", "d1:80", "network d: has gateway=docker"),
        ("outside", "127.0.0.1:8001", "table inet mdnp, chain prerouting: 127.0.0.1 is a loopback address"),
        ("c1", "outside:443", "table inet mdnp, chain forward_from_networks: iifname @no_egress"),
        ("e1", "outside", "network e: has gateway=none"),
    ])
    func `a blocked path from or to the Internet names the hop that blocks it`(
        source: String,
        target: String,
        obstacle: String
    ) throws {
        let found = try self.blockingHop(source, target)
        #expect(found?.hasPrefix(obstacle) == true, "\(found ?? "nothing")")
    }

    @Test func `a path from the Internet begins with the default route`() throws {
        let paths = try paths("outside", "a1:80")
        #expect(paths.map(\.family) == [.v4, .v6])
        #expect(paths.map(\.hops.first?.place) == ["route 0.0.0.0/0 of link eth0", "route ::/0 of link eth0"])
        #expect(try self.paths("a1", "outside").map(\.hops.last?.place) == paths.map(\.hops.first?.place))
    }

    @Test func `a host without a default route reaches no machine on the Internet, and none reaches the host`() throws {
        let everywhere = try prefix("::/0")
        let near = edited { $0.facts.routes.removeAll { $0.destination == everywhere } }
        for (source, target) in [("outside", "a1:80"), ("a1", "outside"), ("host", "outside")] {
            let paths = try near.paths(source, target)
            #expect(paths.map(\.isOpen) == [true, false])
            #expect(paths.last?.hops.last?.reason == "has no route to the Internet (IPv6)")
        }
        let unreachable = edited {
            $0.facts.routes.removeAll { $0.destination == everywhere }
            $0.facts.routes.append(HostRoute(to: everywhere, effect: .discard("unreachable route")))
        }
        #expect(
            try unreachable.paths("a1", "outside").last?.hops.last?.reason
                == "drops packets to the Internet (IPv6)"
        )
    }

    @Test func `the default route of a VPN in two parts precedes that of the uplink`() throws {
        let tunneled = try edited {
            for half in ["0.0.0.0/1", "128.0.0.0/1"] {
                $0.facts.routes.append(HostRoute(to: try prefix(half), link: "tun0"))
            }
        }
        #expect(try tunneled.paths("a1", "outside").first?.hops.last?.place.hasSuffix("of link tun0") == true)
    }

    @Test func `a client list admits the Internet only if it has every address`() throws {
        let found = try blockingHop("outside", "f1:80")
        #expect(found?.contains("publish.allow=198.51.100.0/24 allows only these clients; name a client by") == true)
        let options = try BridgeOptions.ofNetwork(["publish.allow": "0.0.0.0/1,128.0.0.0/1,2001:db8::/32"])
        let other = try edited {
            let network = try NetworkModelTests.network("f", "10.6.0.0/24", "fd00:6::/64", options: options)
            $0.desired.apply(.addNetwork(NetworkRecord(network, phase: .active)))
        }
        #expect(try other.paths("outside", "f1:80").map(\.isOpen) == [true, false])
    }

    @Test func `the Internet reaches containers behind a trusted uplink only`() throws {
        func trusting(_ link: String) throws -> Self {
            try edited {
                let options = try BridgeOptions.ofNetwork(["trusted_links": link])
                let network = try NetworkModelTests.network("a", "10.1.0.0/24", "fd00:1::/64", options: options)
                $0.desired.apply(.addNetwork(NetworkRecord(network, phase: .active)))
            }
        }
        #expect(try trusting("eth0").blockingHop("outside", "a1:81") == nil)
        let found = try trusting("wg0").blockingHop("outside", "a1:81")
        #expect(found?.hasSuffix("is not published; clients on trusted_links=wg0 reach containers") == true)
    }

    @Test func `an address of a network that no container has reaches nothing`() throws {
        #expect(try blockingHop("10.1.0.77", "b1:80") == "bridge mdnp-a: no container has 10.1.0.77")
        #expect(try blockingHop("10.1.0.77", "host") == "bridge mdnp-a: no container has 10.1.0.77")
    }
}
