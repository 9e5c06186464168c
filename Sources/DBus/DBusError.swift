// SPDX-License-Identifier: Apache-2.0

/// A reason why a call over D-Bus has no answer.
public enum DBusError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bus refused the authentication.
    case notAuthenticated(String)
    /// The receiver, or the bus, answered with an error: its name and its text.
    case refused(name: String, text: String)
    /// No answer came within the time limit.
    case timedOut(Duration)
    /// The bus closed the connection.
    case closed

    /// The reason, as one line.
    public var description: String {
        switch self {
        case .notAuthenticated(let line): "bus refused authentication: \(line)"
        case .refused(let name, let text): text.isEmpty ? name : text
        case .timedOut(let limit): "no answer within \(limit)"
        case .closed: "bus closed the connection"
        }
    }
}
