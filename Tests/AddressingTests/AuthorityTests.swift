// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct AuthorityTests {
    @Test(arguments: [
        ("localhost:80", "localhost"), ("node-1.example.com:65535", "node-1.example.com"), ("192.0.2.1:1", "192.0.2.1"),
        ("[::1]:2470", "::1"), ("[fe80::1%eth0]:2470", "fe80::1%eth0"),
    ])
    func `a host and a port survive parsing and formatting`(text: String, host: String) throws {
        let authority = try #require(Authority(text))
        #expect(authority.host == host)
        #expect(authority.description == text)
    }

    @Test(arguments: [
        "", ":", ":80", "web", "web:", "web:0", "web:65536", "web:+80", "web:080", "web:80-90", "::1:80", "[]:80",
        "[web]:80", "[192.0.2.1]:80", "[::1]", "[::1]80", "[::1:80", "::1]:80", "[[::1]]:80", "a/b:80", "[::1/64]:80",
    ])
    func `a text without a host or a port is refused`(text: String) {
        #expect(Authority(text) == nil)
    }

    @Test func `random hosts and ports survive formatting and parsing`() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let host = random.text(of: "ab0.:%-", count: .random(in: 1...20, using: &random))
            let authority = Authority(host: host, port: .random(in: 1 ... .max, using: &random))
            #expect(Authority(authority.description) == authority)
        }
    }

    @Test func `an accepted text survives formatting and parsing`() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<20_000 {
            let text = random.text(of: "a1:[]/", count: .random(in: 0..<9, using: &random))
            guard let authority = Authority(text) else { continue }
            #expect(authority.description == text)
        }
    }
}

extension SeededGenerator {
    fileprivate mutating func text(of characters: String, count: Int) -> String {
        String((0..<count).compactMap { _ in characters.randomElement(using: &self) })
    }
}
