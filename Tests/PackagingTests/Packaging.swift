// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Testing

/// Tests of the installed files, as the scripts make them of the mdnp that was built with these tests.
///
/// The tests run one after the other: the scripts block, and most of their output is the same executable.
@Suite(.serialized, .timeLimit(.minutes(10))) struct Packaging {}

/// A temporary directory that exists as long as this value.
final class Workplace: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "mdnp-packaging-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Returns the relative paths of all files and empty directories.
    func contents() throws -> Set<String> {
        let text = try run("sh", "-c", "cd '\(path)' && find . -mindepth 1 '(' ! -type d -o -empty ')' -printf '%P\n'")
        return Set(text.split(separator: "\n").map(String.init))
    }
}

/// The root directory of the project.
let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized.path

/// Runs a script of the project with these environment variables and returns its output.
@discardableResult
func script(_ name: String, _ arguments: String..., variables: [String: String] = [:]) throws -> String {
    let variables = ["MDNP": try built.path].merging(variables) { $1 }.map { "\($0)=\($1)" }
    return try run(["env"] + variables + ["\(project)/script/\(name)"] + arguments)
}

/// Runs a command and returns its standard output and standard error.
///
/// - Throws: ``Failure`` unless it exits with 0.
@discardableResult
func run(_ words: String...) throws -> String {
    try run(words)
}

private func run(_ words: [String]) throws -> String {
    let outcome = try Command(words).run(timeLimit: .seconds(120))
    guard outcome.code == 0 else { throw Failure(words: words, code: outcome.code, output: outcome.output) }
    return outcome.output
}

/// A command with an exit status other than 0.
struct Failure: Error {
    let words: [String]
    let code: Int32
    let output: String
}

/// The executable next to the tests, or next to their bundle.
private var built: URL {
    get throws {
        let directories = [Bundle.main.executableURL].compactMap { $0 } + Bundle.allBundles.map(\.bundleURL)
        let candidates = directories.map { $0.deletingLastPathComponent().appending(path: "mdnp") }
        return try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }
}
