// SPDX-License-Identifier: Apache-2.0

/// A file of a report, or the reason for its absence.
struct ReportSection: Sendable {
    /// The path of the file within the report.
    let path: String
    /// The text of the file; a failure if reading failed.
    let content: Result<String, Missing>

    /// The cause of a missing file, in one line.
    struct Missing: Error {
        let cause: String
    }

    /// Creates a section from an asynchronous source, or records the error.
    init(_ path: String, _ read: () async throws -> String) async {
        self.path = path
        do { content = .success(try await read()) } catch { content = .failure(Missing(cause: "\(error)")) }
    }

    /// Creates a section from a synchronous source, or records the error.
    init(_ path: String, _ read: () throws -> String) {
        self.path = path
        do { content = .success(try read()) } catch { content = .failure(Missing(cause: "\(error)")) }
    }

    /// The section's line in the report's list of contents.
    var line: String {
        switch content {
        case .success: path
        case .failure(let missing): "\(path): missing, \(missing.cause)"
        }
    }
}
