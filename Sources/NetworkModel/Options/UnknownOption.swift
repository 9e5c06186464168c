// SPDX-License-Identifier: Apache-2.0

import Spelling

extension Refusal {
    /// A key that nobody knows, with the name that is nearest to it, or all of the known if none is near.
    ///
    /// - Parameters:
    ///   - known: The options by their own names.
    ///   - aliases: Other names that are understood.
    init(unknownOption key: String, known: [String], aliases: [String] = []) {
        if let name = nearestName(to: key, among: known + aliases) {
            self.init("option \(key)", "is not known; did you mean \(name)?")
        } else {
            self.init("option \(key)", "is not known; known are \(known.joined(separator: ", "))")
        }
    }
}
