// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import Testing

struct NameTests {
    @Test(arguments: [("10.1.0.0/24", "10.1.0."), ("fd00::/64", "fd00::")])
    func `a name gets its former address again`(subnet: String, start: String) throws {
        let length = try prefix(subnet).length
        var book = try AddressBook(subnet)
        for name in ["a", "b", "c"] { try book.hold(name: name) }
        try book.release("\(start)2")
        try book.release("\(start)1")
        #expect(try book.hold(name: "d") == "\(start)4/\(length)")
        #expect(try book.hold(name: "a") == "\(start)1/\(length)")
        #expect(try book.hold(name: "b") == "\(start)2/\(length)")
    }

    @Test func `a name has its own address in every pool`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.lease("fd00::/64", as: "q")
        for pool in ["p", "q"] {
            try book.hold(of: pool, as: .gateway)
            try book.hold(of: pool, name: "web")
        }
        try book.release("10.1.0.2")
        try book.release("fd00::2", of: "q")
        try book.hold(name: "db")
        try book.hold(of: "q", name: "db")
        #expect(try book.hold(name: "web") == "10.1.0.2/24")
        #expect(try book.hold(of: "q", name: "web") == "fd00::2/64")
    }

    @Test func `a name does not get its former address while another name holds it`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold(name: "web")
        try book.release("10.1.0.1")
        try book.hold("10.1.0.1", name: "db")
        #expect(try book.hold(name: "web") == "10.1.0.2/24")
    }

    @Test func `a former address belongs to its last name`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold(name: "web")
        try book.release("10.1.0.1")
        try book.hold("10.1.0.1", name: "db")
        try book.release("10.1.0.1")
        #expect(try book.hold(name: "web") == "10.1.0.2/24")
        #expect(try book.hold(name: "db") == "10.1.0.1/24")
    }

    @Test func `a name with several former addresses gets each again, the latest first`() throws {
        var book = try AddressBook("10.1.0.0/24")
        for _ in 0..<4 { try book.hold(name: "web") }
        for address in ["10.1.0.3", "10.1.0.1", "10.1.0.4", "10.1.0.2"] { try book.release(address) }
        let chosen = try (0..<5).map { _ in try book.hold(name: "web") }
        #expect(chosen == ["10.1.0.2/24", "10.1.0.4/24", "10.1.0.1/24", "10.1.0.3/24", "10.1.0.5/24"])
    }

    @Test func `a name with several former addresses keeps the others if another name takes the latest`() throws {
        var book = try AddressBook("10.1.0.0/24")
        for _ in 0..<3 { try book.hold(name: "web") }
        for address in ["10.1.0.1", "10.1.0.2", "10.1.0.3"] { try book.release(address) }
        try book.hold("10.1.0.3", name: "db")
        #expect(try book.hold(name: "web") == "10.1.0.2/24")
        #expect(try book.hold(name: "web") == "10.1.0.1/24")
    }

    @Test func `a requested address belongs to its new name afterwards`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7", name: "web")
        try book.release("10.1.0.7")
        #expect(try book.hold(name: "web") == "10.1.0.7/24")
    }

    @Test func `a request without a name gets a free address, and leaves no resting address for a name`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold()
        try book.release("10.1.0.1")
        #expect(try book.hold() == "10.1.0.2/24")
        #expect(try book.hold(name: "web") == "10.1.0.3/24")
    }

    @Test func `without free addresses, the longest absent names lose their addresses first`() throws {
        var book = try AddressBook("10.1.0.0/29")
        for name in ["a", "b", "c", "d", "e", "f"] { try book.hold(name: name) }
        for address in ["10.1.0.4", "10.1.0.2", "10.1.0.6"] { try book.release(address) }
        #expect(try book.hold(name: "x") == "10.1.0.4/29")
        #expect(try book.hold(name: "f") == "10.1.0.6/29")
        #expect(try book.hold(name: "d") == "10.1.0.2/29")
        #expect(refusal { try book.hold(name: "b") } == "pool 10.1.0.0/29: no address is free: of 6, 6 are in use")
    }

    @Test func `a gateway gets no resting address of a name while another is free`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold(name: "web")
        try book.release("10.1.0.1")
        #expect(try book.hold(as: .gateway, name: "web") == "10.1.0.2/24")
        #expect(try book.hold(name: "web") == "10.1.0.1/24")
    }

    @Test func `the resting addresses of names end with their pool`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7", name: "web")
        try book.release("10.1.0.7")
        book.release(pool: "p")
        try book.lease("10.1.0.0/24", as: "q")
        #expect(try book.hold(of: "q", name: "web") == "10.1.0.1/24")
    }
}
