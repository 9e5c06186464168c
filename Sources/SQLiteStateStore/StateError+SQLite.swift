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
        case .SQLITE_FULL: "the disk is full: make room on it, nothing else is needed"
        case .SQLITE_READONLY: "it is read-only: make its file system and its directory writable"
        case .SQLITE_IOERR:
            "the disk does not do what it is told (SQLite error \(extendedResultCode.rawValue)): see the kernel's log"
        case .SQLITE_CANTOPEN: "it cannot be opened: see whether its directory is there and writable"
        case .SQLITE_BUSY, .SQLITE_LOCKED: "another process has it locked: end that one"
        default: message ?? "SQLite error \(resultCode.rawValue)"
        }
    }
}
