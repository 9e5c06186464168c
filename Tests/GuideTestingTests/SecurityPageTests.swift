// SPDX-License-Identifier: Apache-2.0

import Testing

/// Tests of the pages that name the tests for their rows.
struct SecurityPageTests {
    @Test func `each row of the security page names an existing test`() throws {
        let page = try PageOfTests("Documentation/Security.md")
        #expect(page.rows.count > 15)
        try page.expectTests()
    }

    @Test func `each row of the page about real hosts names existing tests`() throws {
        let page = try PageOfTests("Documentation/TriedOnRealHosts.md")
        #expect(page.rows.count > 12)
        try page.expectTests()
    }

    @Test func `a row without a test, or with an unknown test, is reported`() throws {
        let page = try PageOfTests("Documentation/Security.md")
        #expect(try page.tests(of: "| a | b | none |") == [])
        #expect(try page.tests(of: "| `a` | b | `one`, `two` |") == ["`one`", "`two`"])
        let sources = try PageOfTests.sources()
        let name = "`" + ["no", "test", "has", "this", "name"].joined(separator: " ") + "`"
        #expect(!sources.contains { $0.contains("func \(name)(") })
    }
}
