// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem
import Testing

struct FileIdentityTests {
    private let path = "/tmp/file-identity-\(getpid())-\(UInt64.random(in: 0 ... .max))"

    @Test func `all names and descriptors of a file have one identity`() throws {
        let other = path + ".other"
        defer { for name in [path, other] { unlink(name) } }
        let descriptor = try OwnedDescriptor(opening: path, access: .create)
        let identity = try #require(FileIdentity(path: path))
        let opened = try FileIdentity(descriptor, subject: path)
        #expect(opened == identity)
        #expect(link(path, other) == 0)
        #expect(FileIdentity(path: other) == identity)
    }

    @Test func `a file that takes the place of an open one has another identity`() throws {
        defer { unlink(path) }
        let descriptor = try OwnedDescriptor(opening: path, access: .create)
        let identity = try FileIdentity(descriptor, subject: path)
        unlink(path)
        #expect(FileIdentity(path: path) == nil)
        _ = try OwnedDescriptor(opening: path, access: .create)
        #expect(FileIdentity(path: path) != identity)
        _ = consume descriptor
    }

    @Test func `a symbolic link has an identity of its own`() throws {
        let target = path + ".target"
        defer { for name in [path, target] { unlink(name) } }
        _ = try OwnedDescriptor(opening: target, access: .create)
        #expect(symlink(target, path) == 0)
        #expect(FileIdentity(path: path) != FileIdentity(path: target))
    }
}
