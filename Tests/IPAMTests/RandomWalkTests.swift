// SPDX-License-Identifier: Apache-2.0

import Testing

struct RandomWalkTests {
    @Test func `100,000 random steps lead where plain dictionaries lead`() throws {
        var walk = try RandomWalk(seed: 20_260_101)
        try walk.take(100_000)
        // What never happened was not tested.
        for kind in ["held", "reserved", "exhausted", "unusable"] {
            #expect(walk.refusals[kind, default: 0] > 500, "\(kind), seed \(walk.seed)")
        }
    }
}
