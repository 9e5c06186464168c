// SPDX-License-Identifier: Apache-2.0

/// A file of a report, or why it has none of that name.
struct ReportSection: Sendable {
    /// Its path within the report.
    let path: String
    /// What is in it; a failure where it could not be learnt.
    let content: Result<String, Missing>

    /// Why something is missing: one line.
    struct Missing: Error {
        let cause: String
    }

    /// A file of what somebody answers, or why there is none.
    init(_ path: String, _ read: () async throws -> String) async {
        self.path = path
        do { content = .success(try await read()) } catch { content = .failure(Missing(cause: "\(error)")) }
    }

    /// A file of what is there, or why there is none.
    init(_ path: String, _ read: () throws -> String) {
        self.path = path
        do { content = .success(try read()) } catch { content = .failure(Missing(cause: "\(error)")) }
    }

    /// What the file about all others says of it.
    var line: String {
        switch content {
        case .success: path
        case .failure(let missing): "\(path): missing, \(missing.cause)"
        }
    }
}
