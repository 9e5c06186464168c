/// Among known names the one that somebody most likely meant by another, if any is near enough to be meant.
///
/// Near enough is a third of the name's length, and two characters where it is short: a word that is longer or shorter by more than that is
/// not compared at all, so the time does not grow with the word.
///
/// - Parameters:
///   - word: What was written.
///   - known: The names that would have been understood.
public func nearestName(to word: String, among known: [String]) -> String? {
    let length = word.utf8.count
    let measured = known.filter { abs($0.utf8.count - length) <= tolerance(for: $0) }
        .map { (name: $0, distance: editDistance(from: word, to: $0)) }
    guard let best = measured.min(by: { $0.distance < $1.distance }), best.distance <= tolerance(for: best.name) else {
        return nil
    }
    return best.name
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
