// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem

/// The directory of a socket that mdnp creates for root only.
enum SocketDirectory {
    /// Checks that other users cannot replace a socket at this path.
    ///
    /// A missing directory passes: mdnp creates it for root.
    static func check(ofSocket path: String) throws {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let status = try FileStatus(path: directory, followingLinks: true)
        guard let status, !status.keeps(filesOf: geteuid()) else { return }
        throw SocketDirectoryError(
            description: """
                socket \(path): other users can replace it in \(directory); use a directory that only root can write
                """
        )
    }
}

/// An error in the directory of a socket, described in one line.
struct SocketDirectoryError: Error, CustomStringConvertible {
    let description: String
}
