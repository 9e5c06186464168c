// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Testing

/// What a user installs, as the scripts make it of the mdnp that was built with these tests.
///
/// One after the other: the scripts block, and the larger part of each is the same executable.
@Suite(.serialized, .timeLimit(.minutes(10))) struct Packaging {}

/// A directory that is gone with this value.
final class Workplace: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "mdnp-packaging-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The paths of all that lies in it, relative to it; directories only if nothing is in them.
    func contents() throws -> Set<String> {
        let text = try run("sh", "-c", "cd '\(path)' && find . -mindepth 1 '(' ! -type d -o -empty ')' -printf '%P\n'")
        return Set(text.split(separator: "\n").map(String.init))
    }
}

/// The directory of the project.
let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized.path

/// Runs a script of the project's, with these variables, and answers what it printed.
@discardableResult
func script(_ name: String, _ arguments: String..., variables: [String: String] = [:]) throws -> String {
    let variables = ["MDNP": try built.path].merging(variables) { $1 }.map { "\($0)=\($1)" }
    return try run(["env"] + variables + ["\(project)/script/\(name)"] + arguments)
}

/// Runs a command and answers what it printed, on either output.
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

/// A command that did not exit with 0.
struct Failure: Error {
    let words: [String]
    let code: Int32
    let output: String
}

/// The executable beside the tests' own, where they lie loose or in a bundle.
private var built: URL {
    get throws {
        let directories = [Bundle.main.executableURL].compactMap { $0 } + Bundle.allBundles.map(\.bundleURL)
        let candidates = directories.map { $0.deletingLastPathComponent().appending(path: "mdnp") }
        return try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }
}
