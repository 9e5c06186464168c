// SPDX-License-Identifier: Apache-2.0

import Testing

/// The pages that name the tests that hold them, beside those tests.
struct SecurityPageTests {
    @Test func `each row of the page about security names a test that there is`() throws {
        let page = try PageOfTests("Documentation/Security.md")
        #expect(page.rows.count > 15)
        try page.expectTests()
    }

    @Test func `each row of the page about real hosts names tests that there are`() throws {
        let page = try PageOfTests("Documentation/TriedOnRealHosts.md")
        #expect(page.rows.count > 12)
        try page.expectTests()
    }

    @Test func `a row that names no test, or one that there is not, is seen`() throws {
        let page = try PageOfTests("Documentation/Security.md")
        #expect(try page.tests(of: "| a | b | none |") == [])
        #expect(try page.tests(of: "| `a` | b | `one`, `two` |") == ["`one`", "`two`"])
        let sources = try PageOfTests.sources()
        let name = "`" + ["no", "test", "has", "this", "name"].joined(separator: " ") + "`"
        #expect(!sources.contains { $0.contains("func \(name)(") })
    }
}
