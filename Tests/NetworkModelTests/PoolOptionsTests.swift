// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import Testing

struct PoolOptionsTests {
    @Test func `a pool without options has no gateway and avoids routes`() throws {
        #expect(try PoolOptions(parsing: [:]) == PoolOptions(gateway: nil, overlap: .refuse))
    }

    @Test func `the pool options have the given values`() throws {
        #expect(
            try PoolOptions(parsing: ["gateway": "last", "overlap": "allow"])
                == PoolOptions(gateway: .last, overlap: .allow)
        )
        #expect(
            try PoolOptions(parsing: ["gateway": "first", "overlap": "refuse"])
                == PoolOptions(gateway: .first, overlap: .refuse)
        )
    }

    @Test func `options that Docker adds are ignored`() throws {
        #expect(try PoolOptions(parsing: ["com.docker.network.ipam.serial": "true"]) == PoolOptions())
    }

    @Test(arguments: [
        (["gateway": ""], #"option gateway: "" is invalid; use one of first, last"#),
        (["gateway": "First"], #"option gateway: "First" is invalid; use one of first, last"#),
        (["overlap": "yes"], #"option overlap: "yes" is invalid; use one of refuse, allow"#),
        (["gatway": "last"], "option gatway: does not exist; did you mean gateway?"),
        (["subnet": "10.0.0.0/8"], "option subnet: does not exist; use one of gateway, overlap"),
        // The error names the first option in the order of names.
        (["overlap": "no", "gateway": "no"], #"option gateway: "no" is invalid; use one of first, last"#),
    ])
    func `any other option or value is refused by name`(texts: [String: String], line: String) {
        let refusal = #expect(throws: Refusal.self) { try PoolOptions(parsing: texts) }
        #expect(refusal?.description == line)
    }
}
