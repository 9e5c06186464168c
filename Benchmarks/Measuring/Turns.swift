// SPDX-License-Identifier: Apache-2.0

/// The order of settings within each round: each setting is first, last and after every other one equally often.
///
/// Each round starts with the next setting; every second round runs backwards.
public struct Turns: Sendable {
    /// The number of settings.
    public let settings: Int

    /// Creates the turns of a number of settings.
    public init(settings: Int) {
        self.settings = settings
    }

    /// Returns the settings of a round in their order; rounds count from 0.
    public func order(ofRound round: Int) -> [Int] {
        let order = (0..<settings).map { ($0 + round / 2) % settings }
        return round.isMultiple(of: 2) ? order : order.reversed()
    }
}
