extension Refusal {
    /// A key that nobody knows, with the name that is nearest to it, or all of the known if none is near.
    ///
    /// - Parameters:
    ///   - known: The options by their own names.
    ///   - aliases: Other names that are understood.
    init(unknownOption key: String, known: [String], aliases: [String] = []) {
        let measured = (known + aliases).map { (name: $0, distance: editDistance(from: key, to: $0)) }
        if let best = measured.min(by: { $0.distance < $1.distance }), best.distance <= max(2, best.name.count / 3) {
            self.init("option \(key)", "is not known; did you mean \(best.name)?")
        } else {
            self.init("option \(key)", "is not known; known are \(known.joined(separator: ", "))")
        }
    }
}

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
