// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A program that runs to its end.
struct Command: Sendable {
    let words: [String]
    /// The time limit.
    ///
    /// Then the program is ended, and its exit status is 124.
    var limit: Duration = .seconds(120)

    /// Runs the command without input and returns its output.
    func run() async throws -> Output {
        // A daemon that the command leaves behind keeps a pipe open, but not a file.
        let output = try TemporaryFile()
        let errors = try TemporaryFile()
        let process = try ChildProcess(
            ["timeout", "--kill-after=5", "\(limit.components.seconds)"] + words,
            input: .nullDevice,
            output: output.handle,
            errors: errors.handle
        )
        let status = await process.wait()
        return Output(status: status, text: try output.text(), errors: try errors.text())
    }
}

/// A file without a name.
///
/// Closing it removes it.
private struct TemporaryFile {
    let handle: FileHandle

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "mdnp-\(UUID().uuidString)")
        try Data().write(to: url)
        handle = try FileHandle(forUpdating: url)
        try FileManager.default.removeItem(at: url)
    }

    func text() throws -> String {
        try handle.seek(toOffset: 0)
        let data = try handle.readToEnd() ?? Data()
        try handle.close()
        let text = String(decoding: data, as: UTF8.self)
        return String(text.reversed().drop(while: \.isNewline).reversed())
    }
}
