// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The recorded calls of an engine and the answers of a mock: one JSON object per line, with marks between them.
enum Recording: String, CaseIterable {
    case engine20 = "engine-20.10"
    case engine28 = "engine-28.5"

    /// One call of a recording.
    struct Call: Decodable {
        let path: String
        let headers: [String: String]
        let request: JSONValue

        /// The method, such as `NetworkDriver.Join`.
        var method: String { String(path.dropFirst()) }

        /// Returns the body as Docker writes it, with a final line break; empty if Docker sent none.
        func body() throws -> String {
            guard headers["Content-Length"] != "0" else { return "" }
            return String(decoding: try JSONEncoder().encode(request), as: UTF8.self) + "\n"
        }

        /// Returns the complete request, with the headers that Docker sent.
        func bytes() throws -> String {
            let body = try body()
            var head = "POST \(path) HTTP/1.1\r\n"
            for (name, value) in headers {
                head += "\(name): \(name == "Content-Length" ? "\(body.utf8.count)" : value)\r\n"
            }
            return head + "\r\n" + body
        }
    }

    /// Returns the calls, without the marks.
    func calls() throws -> [Call] {
        let file = try Bundle.module.url(forResource: rawValue, withExtension: "jsonl", subdirectory: "Recordings")
            .unwrapped()
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("{\"mark\"") }
            .map { try JSONDecoder().decode(Call.self, from: Data($0.utf8)) }
    }

    /// Returns the requests to one method.
    func requests(_ method: String) throws -> [JSONValue] {
        try calls().filter { $0.method == method }.map(\.request)
    }
}

/// An error for a missing recording.
struct MissingRecording: Error {}

extension Optional {
    fileprivate func unwrapped() throws -> Wrapped {
        guard let self else { throw MissingRecording() }
        return self
    }
}
