// SPDX-License-Identifier: Apache-2.0

import Foundation
import GuideTesting
import Testing

/// Tests of the license identifier in each source file.
struct LicenseTests {
    @Test func `every source file names the license of the project`() throws {
        let root = URL(filePath: Page.root)
        for folder in ["Sources", "Tests", "Benchmarks"] {
            let files = FileManager.default.enumerator(
                at: root.appending(path: folder),
                includingPropertiesForKeys: nil
            )
            for case let file as URL in try #require(files) where ["swift", "h", "c"].contains(file.pathExtension) {
                let text = try String(contentsOf: file, encoding: .utf8)
                #expect(text.hasPrefix("// SPDX-License-Identifier: Apache-2.0\n"), "\(file.path)")
            }
        }
        let license = try String(contentsOf: root.appending(path: "LICENSE"), encoding: .utf8)
        #expect(license.contains("Apache License"))
    }
}
