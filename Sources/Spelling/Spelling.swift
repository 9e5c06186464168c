// SPDX-License-Identifier: Apache-2.0

/// Among known names the one that somebody most likely meant by another, if any is near enough to be meant.
///
/// Near enough is a third of the name's length, and two characters where it is short: a word that is longer or shorter by more than that is
/// not compared at all, so the time does not grow with the word. Of names with dots only what is behind the common beginning is compared:
/// `com.docker.network.bridge.` says nothing of which of Docker's options is meant.
///
/// - Parameters:
///   - word: What was written.
///   - known: The names that would have been understood.
public func nearestName(to word: String, among known: [String]) -> String? {
    // None is meant by a word much longer than any; what is compared is short from here on.
    guard word.utf8.count <= 2 * (known.map(\.utf8.count).max() ?? 0) + 2 else { return nil }
    let measured = known.compactMap { name -> (name: String, distance: Int)? in
        let (written, rest) = withoutCommonBeginning(word, name)
        guard abs(rest.utf8.count - written.utf8.count) <= tolerance(for: rest) else { return nil }
        let distance = editDistance(from: written, to: rest)
        return distance <= tolerance(for: rest) ? (name, distance) : nil
    }
    return measured.min { $0.distance < $1.distance }?.name
}

/// Two names without the parts, each with its dot, in which they begin alike.
private func withoutCommonBeginning(_ one: String, _ other: String) -> (String, String) {
    var (one, other) = (one[...], other[...])
    while let end = one.firstIndex(of: "."), let otherEnd = other.firstIndex(of: "."), one[...end] == other[...otherEnd]
    {
        one = one[one.index(after: end)...]
        other = other[other.index(after: otherEnd)...]
    }
    return (String(one), String(other))
}

/// How far a word may be from a name that is meant.
private func tolerance(for name: String) -> Int { max(2, name.count / 3) }

/// How many characters must be put in, taken out, changed or swapped with their neighbour to come from one text to another.
func editDistance(from source: String, to target: String) -> Int {
    let source = Array(source.lowercased().utf8)
    let target = Array(target.lowercased().utf8)
    var beforeLast: [Int] = []
    var last = Array(0...target.count)
    for (row, left) in source.enumerated() {
        var current = [row + 1]
        for (column, right) in target.enumerated() {
            var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (left == right ? 0 : 1))
            if row > 0, column > 0, left == target[column - 1], source[row - 1] == right {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return last[target.count]
}
