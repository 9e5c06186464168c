// SPDX-License-Identifier: Apache-2.0

/// Returns the known name that is most similar to a word; nil if none is similar enough.
///
/// The tolerance is a third of the name's length, and at least two characters. Names that differ more in length are not compared, so the
/// time does not grow with the word. Of dotted names, only the part after the common prefix is compared: `com.docker.network.bridge.` does
/// not distinguish Docker's options.
///
/// - Parameters:
///   - word: The word from the user.
///   - known: The valid names.
public func nearestName(to word: String, among known: [String]) -> String? {
    // A word much longer than all names is similar to none, so all following comparisons are short.
    guard word.utf8.count <= 2 * (known.map(\.utf8.count).max() ?? 0) + 2 else { return nil }
    let measured = known.compactMap { name -> (name: String, distance: Int)? in
        let (written, rest) = withoutCommonBeginning(word, name)
        guard abs(rest.utf8.count - written.utf8.count) <= tolerance(for: rest) else { return nil }
        let distance = editDistance(from: written, to: rest)
        return distance <= tolerance(for: rest) ? (name, distance) : nil
    }
    return measured.min { $0.distance < $1.distance }?.name
}

/// Returns two names without their common prefix of dotted parts.
private func withoutCommonBeginning(_ one: String, _ other: String) -> (String, String) {
    var (one, other) = (one[...], other[...])
    while let end = one.firstIndex(of: "."), let otherEnd = other.firstIndex(of: "."), one[...end] == other[...otherEnd]
    {
        one = one[one.index(after: end)...]
        other = other[other.index(after: otherEnd)...]
    }
    return (String(one), String(other))
}

/// Returns the maximum edit distance from a similar name.
private func tolerance(for name: String) -> Int { max(2, name.count / 3) }

/// Returns the number of characters to insert, delete, replace or swap with their neighbor to turn one text into the other.
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
