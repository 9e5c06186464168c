// SPDX-License-Identifier: Apache-2.0

/// The reason that a dataplane operation failed.
///
/// Prints as one line, `SUBJECT: PROBLEM; REMEDY`. Compare cases and numbers, never texts.
public enum DataplaneError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel refused: the operation and its subject (`add link mv0123`), the error number, and the kernel's message.
    case refused(String, ErrorNumber, String)
    /// The kernel's data changed repeatedly during the read: one line.
    case interrupted(String)
    /// The kernel is unreachable, for example because a socket cannot be opened: one line.
    case unavailable(String)
    /// A foreign object conflicts, and mdnp does not change it: one line.
    case conflict(String)
    /// Another reason: one line.
    case failed(String)

    /// A Linux error number (`errno`).
    public struct ErrorNumber: RawRepresentable, Hashable, Sendable {
        /// The positive number.
        public let rawValue: Int32

        /// Creates an error number from its positive value.
        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// `EPERM`: mdnp lacks the capability.
        public static let notPermitted = Self(rawValue: 1)
        /// `ENOENT`: no such table, set or element.
        public static let notFound = Self(rawValue: 2)
        /// `EACCES`: mdnp lacks the permission.
        public static let accessDenied = Self(rawValue: 13)
        /// `EOPNOTSUPP`: the kernel lacks the feature.
        public static let notSupported = Self(rawValue: 95)
    }

    /// A Boolean value that indicates whether the operation may succeed after a repair of objects that other programs removed.
    ///
    /// No repair changes missing permissions, missing kernel features and foreign objects.
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
        case .refused(let subject, .notPermitted, let message):
            "\(subject): \(message); run mdnp as root, or with CAP_NET_ADMIN and CAP_NET_RAW"
        case .refused(let subject, _, let message): "\(subject): \(message)"
        case .interrupted(let line), .unavailable(let line), .conflict(let line), .failed(let line): line
        }
    }
}
