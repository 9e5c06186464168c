// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The process that holds a lab host together: `script/lab hold`.
///
/// The kernel closes our end of its standard input when this process ends, and then it ends the host.
final class Holder: Sendable {
    private let process: ChildProcess
    private let input: FileHandle
    private let output: FileHandle

    /// The path of `script/lab`.
    static var script: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../script/lab").standardized.path
    }

    private init(process: ChildProcess, input: FileHandle, output: FileHandle) {
        self.process = process
        self.input = input
        self.output = output
    }

    /// Makes a host and answers with its directory once it stands.
    static func start(_ engine: Engine) async throws -> (Holder, directory: String) {
        let input = Pipe()
        let output = Pipe()
        // The mdnp that was built with these tests, unless the environment names another.
        let built = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "mdnp").path ?? ""
        let mdnp = ProcessInfo.processInfo.environment["MDNP"] ?? built
        let process = try ChildProcess(
            [script, "hold", engine.name],
            environment: ["MDNP": mdnp],
            input: input.fileHandleForReading,
            output: output.fileHandleForWriting,
            errors: .standardError
        )
        // Were ours left open, the ends of the two pipes would never be seen.
        try input.fileHandleForReading.close()
        try output.fileHandleForWriting.close()
        let holder = Holder(
            process: process,
            input: input.fileHandleForWriting,
            output: output.fileHandleForReading
        )
        return (holder, directory: try await holder.ready())
    }

    /// Has the host made anew on what it keeps.
    func reboot() async throws {
        try input.write(contentsOf: Data("reboot\n".utf8))
        _ = try await ready()
    }

    /// Ends the host and waits until it is gone.
    func end() async {
        try? input.close()
        _ = await process.wait()
    }

    private func ready() async throws -> String {
        let line = await line() ?? ""
        let words = line.split(separator: " ")
        guard words.count == 3, words[0] == "ready" else { throw HostNotStarted(line: line) }
        return String(words[1])
    }

    /// The next line that the host says; nil when it has ended.
    private func line() async -> String? {
        await withCheckedContinuation { continuation in
            // Reading blocks, so it has a thread to itself.
            Thread.detachNewThread { [output] in
                var line: [UInt8] = []
                while let byte = try? output.read(upToCount: 1)?.first {
                    guard byte != UInt8(ascii: "\n") else {
                        return continuation.resume(returning: String(decoding: line, as: UTF8.self))
                    }
                    line.append(byte)
                }
                continuation.resume(returning: nil)
            }
        }
    }
}

/// A lab host did not come up; its reason is on standard error.
struct HostNotStarted: Error, CustomStringConvertible {
    let line: String

    var description: String { "lab host: did not start, and printed \"\(line)\"" }
}
