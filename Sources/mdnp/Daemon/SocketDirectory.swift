// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem

/// The directory of a socket that mdnp makes for root alone.
enum SocketDirectory {
    /// Finds out whether others could put a socket of their own in the place of one at a path.
    ///
    /// A directory that is not there yet is none of theirs.
    static func check(ofSocket path: String) throws {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let status = try FileStatus(path: directory, followingLinks: true)
        guard let status, !status.keeps(filesOf: geteuid()) else { return }
        throw SocketDirectoryError(
            description: """
                socket \(path): other users could replace it in \(directory); name a directory that only root may change
                """
        )
    }
}

/// Why a socket is not made: one line.
struct SocketDirectoryError: Error, CustomStringConvertible {
    let description: String
}
