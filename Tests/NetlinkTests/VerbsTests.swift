// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkTesting
import NetlinkWire
import Synchronization
import Testing

/// The requests of the methods, and their results from given replies, without a kernel.
struct VerbsTests {
    @Test func `a veth and the aliases of its ends are one datagram`() throws {
        let seen = Mutex<[NetlinkRequest]>([])
        let links = Links(
            ClosureExchange { requests throws(NetlinkError) in
                seen.withLock { $0 += requests }
                return requests.map { _ in [] }
            }
        )
        var host = LinkDescription(name: try InterfaceName("veth0"))
        host.alias = "host"
        var guest = LinkDescription(name: try InterfaceName("veth1"))
        guest.alias = "guest"
        try links.addVeth(host, peer: guest)
        let requests = seen.withLock { $0 }
        #expect(requests.map(\.operation) == ["add link", "set alias of link", "set alias of link"])
        #expect(requests.map(\.subject) == ["veth0", "veth0", "veth1"])
        let message = try LinkMessage(payload: requests[0].message.payload)
        #expect(message.name == "veth0")
        #expect(message.alias == nil)
        guard case .veth(let veth) = message.kind else {
            Issue.record("no veth")
            return
        }
        #expect(veth.peer?.name == "veth1")
    }

    @Test func `a malformed reply is an error of its request`() throws {
        let links = Links(
            ClosureExchange { requests throws(NetlinkError) in
                requests.map { _ in [NetlinkMessage(type: .newLink, payload: [1, 2, 3])] }
            }
        )
        let error = #expect(throws: NetlinkError.self) { try links.list() }
        #expect(error?.operation == "list links")
        #expect(error?.number == nil)
    }

    @Test func `a list of elements with a duplicate is requested again`() throws {
        let count = Mutex(0)
        let tables = NFTables(
            ClosureExchange { _ throws(NetlinkError) in
                let attempt = count.withLock { count in
                    count += 1
                    return count
                }
                let keys: [[UInt8]] = attempt < 3 ? [[1], [1]] : [[1], [2]]
                let list = NFElementList(family: .inet, table: "t", set: "s", elements: keys.map { NFElement(key: $0) })
                return [[NetlinkMessage(type: .newElements, payload: list)]]
            }
        )
        #expect(try tables.elements(family: .inet, table: "t", set: "s").map(\.key) == [[1], [2]])
        #expect(count.withLock { $0 } == 3)
    }

    @Test func `an empty batch is not sent`() throws {
        let tables = NFTables(ClosureExchange { _ throws(NetlinkError) in [] })
        try tables.commit(NFBatch())
    }
}
