// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// The user names in a file like `/etc/passwd`.
///
/// libc is not used: it may send requests to other hosts.
struct UserNames: Sendable {
    /// The path of the file.
    let path: String

    /// The maximum length that is read, in bytes.
    private static let size = 1 << 20

    /// Returns the name of a user; the number if the file has no name.
    func name(of user: UInt32) -> String {
        let text = (try? OwnedDescriptor(opening: path).readToEnd(subject: path, limit: Self.size)) ?? []
        return Self.name(of: user, in: text) ?? "\(user)"
    }

    /// Returns the first name of a user in lines of `name:password:number:…`.
    static func name(of user: UInt32, in text: [UInt8]) -> String? {
        let number = Array("\(user)".utf8)
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
            if fields.count > 2, fields[2].elementsEqual(number), !fields[0].isEmpty {
                return String(decoding: fields[0], as: UTF8.self)
            }
        }
        return nil
    }
}
