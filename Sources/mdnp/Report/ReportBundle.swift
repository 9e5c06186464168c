// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem

/// The file of a report: a directory while sections are written, then an archive.
final class ReportBundle {
    private let output: String
    private let directory: URL
    private let name: String
    private var lines: [String] = []

    /// The time limit for packing.
    private static var timeLimit: Duration { .seconds(60) }

    /// Creates the file, readable by its owner only, and a directory for the sections.
    ///
    /// - Throws: A `SyscallError` if the file cannot be created or already exists.
    init(output: String, at moment: Date = Date()) throws {
        self.output = output
        let digits = moment.shown.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
        name = "mdnp-report-\(digits)"
        let file = open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SyscallError(lastOf: "create the file", subject: "") }
        close(file)
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("mdnp-report-\(UUID().uuidString)")
        do {
            try make(directory)
        } catch {
            try? FileManager.default.removeItem(atPath: output)
            throw error
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// Writes sections into the directory.
    func add(_ sections: [ReportSection]) throws {
        for section in sections {
            lines.append(section.line)
            if case .success(let text) = section.content { try write(text, to: section.path) }
        }
    }

    /// Packs all sections and a list of them.
    func pack() throws {
        do {
            let head = "Report of mdnp \(Version.current). Included and missing sections:\n"
            try write(([head] + lines.sorted()).joined(separator: "\n") + "\n", to: "CONTENTS")
            // An absolute path: tar interprets `a:b` as a path on another host, and `-` as standard output.
            let file = URL(fileURLWithPath: output).path
            let command = Command(["tar", "--create", "--gzip", "--file", file, "--directory", directory.path, name])
            let outcome = try command.run(timeLimit: Self.timeLimit)
            guard outcome.code == 0 else { throw ReportSection.Missing(cause: outcome.output) }
        } catch {
            try? FileManager.default.removeItem(atPath: output)
            throw error
        }
    }

    private func write(_ text: String, to path: String) throws {
        let file = directory.appendingPathComponent(name).appendingPathComponent(path)
        try make(file.deletingLastPathComponent())
        try Data(text.utf8).write(to: file)
    }

    private func make(_ directory: URL) throws {
        try FileManager.default.createDirectory(
            at: directory,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }
}
