// SPDX-License-Identifier: Apache-2.0

import Measuring
import Testing

/// The order of settings in a round.
struct TurnsTests {
    @Test(arguments: 1...6)
    func `each setting has each place in a round equally often`(settings: Int) {
        let rounds = (0..<2 * settings).map { Turns(settings: settings).order(ofRound: $0) }
        for round in rounds { #expect(round.sorted() == Array(0..<settings)) }
        for setting in 0..<settings {
            for place in 0..<settings { #expect(rounds.count { $0[place] == setting } == 2) }
        }
    }

    @Test(arguments: 2...6)
    func `each setting comes before each other one as often as after it`(settings: Int) throws {
        let rounds = (0..<2 * settings).map { Turns(settings: settings).order(ofRound: $0) }
        for first in 0..<settings {
            for second in 0..<settings where second != first {
                let earlier = try rounds.count { round in
                    try #require(round.firstIndex(of: first)) < #require(round.firstIndex(of: second))
                }
                #expect(earlier == settings)
            }
        }
    }
}
