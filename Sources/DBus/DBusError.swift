// SPDX-License-Identifier: Apache-2.0

/// A reason why a call over D-Bus has no result.
public enum DBusError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bus refused the authentication.
    case notAuthenticated(String)
    /// The receiver or the bus replied with an error, with its name and text.
    case refused(name: String, text: String)
    /// No reply arrived within the time limit.
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
