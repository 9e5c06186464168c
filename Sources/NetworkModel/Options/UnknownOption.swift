// SPDX-License-Identifier: Apache-2.0

import Spelling

extension Refusal {
    /// Creates the refusal of an unknown key, with the most similar known name, or all known names if none is similar.
    ///
    /// - Parameters:
    ///   - known: The options by their own names.
    ///   - aliases: Other accepted names.
    init(unknownOption key: String, known: [String], aliases: [String] = []) {
        if let name = nearestName(to: key, among: known + aliases) {
            self.init("option \(key)", "does not exist; did you mean \(name)?")
        } else {
            self.init("option \(key)", "does not exist; use one of \(known.joined(separator: ", "))")
        }
    }
}
