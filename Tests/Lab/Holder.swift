// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The process that keeps a lab host alive: `script/lab hold`.
///
/// When the test process ends, the kernel closes its end of the holder's standard input. Then the holder ends the host.
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

    /// Creates a host and returns its directory as soon as the host is ready.
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
        // Without this, neither pipe reports its end.
        try input.fileHandleForReading.close()
        try output.fileHandleForWriting.close()
        let holder = Holder(
            process: process,
            input: input.fileHandleForWriting,
            output: output.fileHandleForReading
        )
        return (holder, directory: try await holder.ready())
    }

    /// Recreates the host on its persistent files.
    func reboot() async throws {
        try input.write(contentsOf: Data("reboot\n".utf8))
        _ = try await ready()
    }

    /// Ends the host and waits for its removal.
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

    /// The next line of output from the holder; nil after its end.
    private func line() async -> String? {
        await withCheckedContinuation { continuation in
            // Reading blocks a thread, so it has its own.
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

/// A lab host that did not start.
///
/// The reason is on standard error.
struct HostNotStarted: Error, CustomStringConvertible {
    let line: String

    var description: String { "lab host: did not start, and printed \"\(line)\"" }
}
