// SPDX-License-Identifier: Apache-2.0

import Testing

struct RandomWalkTests {
    @Test func `100,000 random steps lead to the same result as plain dictionaries`() throws {
        var walk = try RandomWalk(seed: 20_260_101)
        try walk.take(100_000)
        // Only refusals that occurred are tested.
        for kind in ["held", "reserved", "exhausted", "unusable"] {
            #expect(walk.refusals[kind, default: 0] > 500, "\(kind), seed \(walk.seed)")
        }
    }
}
