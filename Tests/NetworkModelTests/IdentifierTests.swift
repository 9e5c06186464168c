// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import Testing

struct IdentifierTests {
    @Test(arguments: [
        ("9c41e0f2a7b3d4c5e6f7", "9c41e0f2a7b3"), ("9c41e0f2a7b3", "9c41e0f2a7b3"), ("n1", "n1"),
    ])
    func `the short form of an id is its first twelve characters`(id: String, short: String) throws {
        #expect(id.shortID == short)
        #expect(id[...].shortID == short)
        #expect(try NetworkID(id).short == short)
        #expect(try EndpointID(id).short == short)
    }
}
