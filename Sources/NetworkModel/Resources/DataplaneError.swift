// SPDX-License-Identifier: Apache-2.0

/// The reason that a dataplane did not do what it was asked for.
///
/// Prints as one line, `SUBJECT: PROBLEM; REMEDY`. Compare cases and numbers, never words.
public enum DataplaneError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel refused: the operation and its subject (`add link mv0123`), its error number, and its words.
    case refused(String, ErrorNumber, String)
    /// What was read kept changing: one line.
    case interrupted(String)
    /// The kernel cannot be asked, such as where a socket cannot be opened: one line.
    case unavailable(String)
    /// Something of others is in the way, and mdnp does not touch it: one line.
    case conflict(String)
    /// Another reason: one line.
    case failed(String)

    /// A Linux error number (`errno`).
    public struct ErrorNumber: RawRepresentable, Hashable, Sendable {
        /// The positive number.
        public let rawValue: Int32

        /// An error number from its positive value.
        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// `EPERM`: mdnp lacks the capability.
        public static let notPermitted = Self(rawValue: 1)
        /// `ENOENT`: no such table, set or element.
        public static let notFound = Self(rawValue: 2)
        /// `EACCES`: mdnp lacks the permission.
        public static let accessDenied = Self(rawValue: 13)
        /// `EOPNOTSUPP`: the kernel cannot do it.
        public static let notSupported = Self(rawValue: 95)
    }

    /// A Boolean value that indicates whether the same may succeed once what others removed is restored.
    ///
    /// What mdnp may not do, what the kernel cannot do, and what belongs to others, no repair changes.
    public var mayPassAfterRepair: Bool {
        switch self {
        case .refused(_, .notPermitted, _), .refused(_, .accessDenied, _), .refused(_, .notSupported, _): false
        case .unavailable, .conflict: false
        case .refused, .interrupted, .failed: true
        }
    }

    /// The error in one line.
    public var description: String {
        switch self {
        case .refused(let subject, .notPermitted, let words):
            "\(subject): \(words); run mdnp as root, or with CAP_NET_ADMIN and CAP_NET_RAW"
        case .refused(let subject, _, let words): "\(subject): \(words)"
        case .interrupted(let line), .unavailable(let line), .conflict(let line), .failed(let line): line
        }
    }
}
