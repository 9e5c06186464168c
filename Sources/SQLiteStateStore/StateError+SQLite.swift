// SPDX-License-Identifier: Apache-2.0

import GRDB
import NetworkModel

extension StateError {
    /// Describes the failure of an operation on the state, with the remedy if one is known.
    init(_ operation: String, error: any Error) {
        switch error {
        case let error as StateError: self = .failed("\(operation): \(error)")
        case let error as DatabaseError: self = .failed("\(operation): \(error.cause)")
        default: self = .failed("\(operation): \(error)")
        }
    }
}

extension DatabaseError {
    /// A Boolean value that indicates whether the disk was full.
    var isDiskFull: Bool { resultCode == .SQLITE_FULL }

    fileprivate var cause: String {
        switch resultCode {
        case .SQLITE_FULL: "the disk is full; free some space"
        case .SQLITE_READONLY: "the database is read-only; make its file system and directory writable"
        case .SQLITE_IOERR:
            "disk I/O error (SQLite error \(extendedResultCode.rawValue)); see the kernel log"
        case .SQLITE_CANTOPEN: "the database cannot be opened; check that its directory exists and is writable"
        case .SQLITE_BUSY, .SQLITE_LOCKED: "another process has locked the database; stop that process"
        default: message ?? "SQLite error \(resultCode.rawValue)"
        }
    }
}
