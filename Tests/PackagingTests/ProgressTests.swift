// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Packaging {
    /// Tests of `script/progress`, which shows the progress of a build.
    @Suite struct Progress {
        /// Creates a command that prints the output of a build with 200 steps and exits with a status.
        private func build(_ status: Int, steps: Int = 200) throws -> (Workplace, path: String) {
            let place = try Workplace()
            let text = """
                echo "Fetching https://example.com/a.git"
                echo "Fetching https://example.com/b.git" >&2
                echo "Computing version for https://example.com/a.git"
                for i in $(seq \(steps)); do echo "[$i/\(steps)] Compiling A a.swift"; done
                echo "the last line"
                exit \(status)
                """
            try text.write(toFile: "\(place.path)/build", atomically: true, encoding: .utf8)
            return (place, "\(place.path)/build")
        }

        @Test func `a build without a terminal prints nothing`() throws {
            let (place, path) = try build(0)
            #expect(try run("\(project)/script/progress", "sh", path) == "")
            withExtendedLifetime(place) {}
        }

        @Test func `a build on a terminal prints a line for each stage and each tenth`() throws {
            let (place, path) = try build(0)
            let shown = try run("script", "-qec", "\(project)/script/progress sh \(path)", "/dev/null")
            let lines = shown.split(whereSeparator: \.isNewline).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let tenths = (1...10).map { "\($0 * 10) % of 200 steps" }
            #expect(lines == ["fetching packages", "resolving versions"] + tenths)
            withExtendedLifetime(place) {}
        }

        @Test(arguments: [1, 3, 70]) func `a failed build keeps its exit status and prints its last lines`(
            status: Int
        ) throws {
            let (place, path) = try build(status)
            let failure = #expect(throws: Failure.self) { try run("\(project)/script/progress", "sh", path) }
            #expect(failure?.code == Int32(status))
            let lines = failure?.output.split(separator: "\n") ?? []
            #expect(lines.last == "the last line")
            #expect(lines.count == 40)
            withExtendedLifetime(place) {}
        }
    }
}
