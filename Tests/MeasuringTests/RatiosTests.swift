// SPDX-License-Identifier: Apache-2.0

import Measuring
import Testing

/// Values and the ratios of rounds.
struct RatiosTests {
    @Test func `a percentile between two values lies between them in proportion`() {
        #expect([1.0, 2, 3, 4, 5].percentile(0.5) == 3)
        #expect([4.0, 1, 3, 2].percentile(0.5) == 2.5)
        #expect([10.0, 20, 30, 40, 50].percentile(0.1) == 14)
        #expect([7.0].percentile(0.9) == 7)
        #expect([1.0, 2].percentile(0) == 1)
        #expect([1.0, 2].percentile(1) == 2)
        #expect([1.0, 2].percentile(-3) == 1)
        #expect([1.0, 2].percentile(3) == 2)
        #expect([Double]().percentile(0.5) == 0)
    }

    @Test func `a ratio above 1 is better, in either direction of a metric`() {
        #expect(Ratios(of: [80], to: [100], better: .lower).median == 1.25)
        #expect(Ratios(of: [80], to: [100], better: .higher).median == 0.8)
    }

    @Test func `each value is compared with the baseline of its own round`() {
        // The machine is ten times slower in the second round, and the ratios of both rounds are equal.
        let ratios = Ratios(of: [10, 100], to: [9, 90], better: .lower)
        #expect(ratios.median == 0.9)
        #expect(ratios.lowerQuartile == 0.9)
        #expect(ratios.upperQuartile == 0.9)
    }

    @Test func `quartiles are those of the rounds' ratios`() {
        let ratios = Ratios(of: [1, 2, 3, 4, 5], to: [1, 1, 1, 1, 1], better: .higher)
        #expect(ratios.lowerQuartile == 2)
        #expect(ratios.median == 3)
        #expect(ratios.upperQuartile == 4)
        #expect(ratios.summary == "3.00 [2.00-4.00]")
    }

    @Test func `a zero value has the ratio 0`() {
        #expect(Ratios(of: [0], to: [5], better: .lower).median == 0)
        #expect(Ratios(of: [5], to: [0], better: .higher).median == 0)
    }
}
