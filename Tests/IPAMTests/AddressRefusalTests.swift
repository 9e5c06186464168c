// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import IPAM

struct AddressRefusalTests {
    private static func table() throws -> [(AddressRefusal, String)] {
        let subnet = try prefix("10.1.0.0/24")
        let half = try prefix("10.1.0.128/25")
        let seven = try address("10.1.0.7")
        let full = try pool("10.1.0.0/24")
        let halfFull = try pool("10.1.0.0/24", range: "10.1.0.128/25")
        let more = "use --subnet, or start mdnp with"
        return try [
            (.unknownSpace("x"), #"address space "x": does not exist; use mdnp-local or mdnp-global"#),
            (.unknownSpace("x\ny"), #"address space "x\ny": does not exist; use mdnp-local or mdnp-global"#),
            (
                .unknownPool(PoolID("p7")),
                #"pool "p7": does not exist; remove the network and create it again"#
            ),
            (
                .unknownPool(PoolID("\r\n")),
                #"pool "\r\n": does not exist; remove the network and create it again"#
            ),
            (
                .rangeWithoutPool(half),
                "range 10.1.0.128/25: needs its subnet; use --subnet together with --ip-range"
            ),
            (.rangeOutside(prefix("10.2.0.0/25"), of: subnet), "range 10.2.0.0/25: is not part of subnet 10.1.0.0/24"),
            (
                .rangeWithoutAddress(prefix("10.1.0.0/32"), of: subnet),
                "range 10.1.0.0/32: has no usable address of subnet 10.1.0.0/24"
            ),
            (.wrongFamily("subnet fd00::/64", expected: .v4), "subnet fd00::/64: is IPv6, but IPv4 is required"),
            (.wrongFamily("address 10.1.0.7", expected: .v6), "address 10.1.0.7: is IPv4, but IPv6 is required"),
            (.unusablePool(subnet, reason: "is multicast"), "subnet 10.1.0.0/24: is multicast"),
            (.overlap(subnet, with: "pool 10.0.0.0/8"), "subnet 10.1.0.0/24: overlaps pool 10.0.0.0/8"),
            (
                .overlap(subnet, with: "route 10.0.0.0/8", remedy: "choose another"),
                "subnet 10.1.0.0/24: overlaps route 10.0.0.0/8; choose another"
            ),
            (
                .noPoolLeft([range("10.0.0.0/16/24"), range("10.128.0.0/9/24")]),
                "subnet: none is free in 10.0.0.0/16/24, 10.128.0.0/9/24; use --subnet "
                    + "(with --ipam-opt overlap=allow inside a route of the host), "
                    + "or start mdnp with more ranges (--pool-range)"
            ),
            (.noRange(.v4), "subnet: mdnp has no range for automatic IPv4 subnets; \(more) a range (--pool-range)"),
            (.noRange(.v6), "subnet: mdnp has no range for automatic IPv6 subnets; \(more) a range (--pool-range)"),
            (.outside(seven, of: prefix("10.2.0.0/24")), "address 10.1.0.7: is outside subnet 10.2.0.0/24"),
            (
                .unusableAddress(address("10.1.0.0"), of: subnet, reason: "network address"),
                "address 10.1.0.0: is the network address of subnet 10.1.0.0/24"
            ),
            (.held(seven, by: Lease(name: "web", since: second(1))), "address 10.1.0.7: is in use by web"),
            (
                .held(seven, by: Lease(since: second(1))),
                "address 10.1.0.7: is in use by another endpoint"
            ),
            (
                .held(seven, by: Lease(purpose: .gateway, name: "web", since: second(1))),
                "address 10.1.0.7: is in use by the network's gateway"
            ),
            (.reserved(seven, for: "db"), "address 10.1.0.7: is reserved for db"),
            (
                .exhausted(full, held: 254, reserved: 0),
                "pool 10.1.0.0/24: no address is free: of 254, 254 are in use"
            ),
            (
                .exhausted(halfFull, held: 1, reserved: 126),
                "pool 10.1.0.128/25: no address is free: of 127, 1 is in use and 126 reserved"
            ),
        ]
    }

    @Test func `every refusal is one line with the value and its conflict`() throws {
        for (refusal, text) in try Self.table() {
            #expect(refusal.description == text)
            #expect(refusal.description == "\(refusal.subject): \(refusal.reason)")
            #expect(refusal.description.split(whereSeparator: \.isNewline).count == 1)
        }
    }

    @Test func `the table contains every refusal`() throws {
        let names = try Self.table().map { refusal, _ in
            switch refusal {
            case .unknownSpace: 0
            case .unknownPool: 1
            case .rangeWithoutPool: 2
            case .rangeOutside: 3
            case .rangeWithoutAddress: 4
            case .wrongFamily: 5
            case .unusablePool: 6
            case .overlap: 7
            case .noPoolLeft: 8
            case .noRange: 9
            case .outside: 10
            case .unusableAddress: 11
            case .held: 12
            case .reserved: 13
            case .exhausted: 14
            }
        }
        #expect(Set(names) == Set(0..<15))
    }
}
