// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// The names of users in a file like `/etc/passwd`.
///
/// Not by libc: that may ask other hosts.
struct UserNames: Sendable {
    /// The path of the file.
    let path: String

    /// How much of the file is read, in bytes.
    private static let size = 1 << 20

    /// The name of a user; the number where the file has none.
    func name(of user: UInt32) -> String {
        let text = (try? OwnedDescriptor(opening: path).readToEnd(subject: path, limit: Self.size)) ?? []
        return Self.name(of: user, in: text) ?? "\(user)"
    }

    /// The first name of a user in lines of `name:password:number:…`.
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
