// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation
import KernelTesting
import Testing

@testable import LinuxSystem

/// The checks and the changes of a directory of one user.
@Suite(.requiresRoot) struct PrivateDirectoryTests {
    /// A directory that is removed with the test.
    private final class Place {
        let path = FileManager.default.temporaryDirectory.appending(path: "private-\(UUID())").path

        init(permissions: mode_t = 0o700) throws {
            #expect(mkdir(path, permissions) == 0 && chmod(path, permissions) == 0)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func add(_ name: String, permissions: mode_t = 0o600) {
            #expect(FileManager.default.createFile(atPath: "\(path)/\(name)", contents: Data(name.utf8)))
            #expect(chmod("\(path)/\(name)", permissions) == 0)
        }

        func check() throws(PrivateDirectoryError) -> [PrivateDirectory.Tightening] {
            try PrivateDirectory(path: path, filesBeginningWith: "mdnp.").tightenings
        }

        func permissions(_ name: String = "") throws -> UInt16? {
            try FileStatus(path: name.isEmpty ? path : "\(path)/\(name)")?.permissions
        }
    }

    @Test(
        arguments: [
            (FileStatus(.directory, owner: 0, permissions: 0o777), nil),
            (
                FileStatus(.symbolicLink, owner: 0, permissions: 0o777),
                "is a symbolic link; name its target directory"
            ),
            (FileStatus(.regular, owner: 0, permissions: 0o600), "is not a directory; remove it, or name another path"),
            (FileStatus(.other, owner: 0, permissions: 0o600), "is not a directory; remove it, or name another path"),
            (
                FileStatus(.directory, owner: 1000, permissions: 0o700),
                "belongs to user 1000, not to user 0; check its contents, then run \"chown -R 0 /state\""
            ),
        ] as [(FileStatus, String?)]
    )
    func `a directory is refused if it is a link or belongs to another user`(status: FileStatus, problem: String?) {
        #expect(status.problem(asDirectoryOf: 0, at: "/state")?.description == problem)
    }

    @Test(
        arguments: [
            (FileStatus(.regular, owner: 0, permissions: 0o666), false, nil),
            (FileStatus(.regular, owner: 0, permissions: 0o600, names: 2), false, nil),
            (
                FileStatus(.regular, owner: 0, permissions: 0o600, names: 2), true,
                "/state/f has 2 hard links; replace it with a copy"
            ),
            (
                FileStatus(.symbolicLink, owner: 0, permissions: 0o777), false,
                "/state/f is a symbolic link; replace it with the file itself"
            ),
            (FileStatus(.other, owner: 0, permissions: 0o600), false, "/state/f is not a file; remove it"),
            (
                FileStatus(.regular, owner: 33, permissions: 0o600), false,
                "/state/f belongs to user 33, not to user 0; check its contents, then run \"chown 0 /state/f\""
            ),
        ] as [(FileStatus, Bool, String?)]
    )
    func `a file is refused if it is a link or belongs to another user`(
        status: FileStatus,
        wasInOpenDirectory: Bool,
        problem: String?
    ) {
        let found = status.problem(asFileOf: 0, at: "/state/f", wasInOpenDirectory: wasInOpenDirectory)
        #expect(found?.description == problem)
    }

    @Test(
        arguments: [
            (0, 0o755, true), (0, 0o1777, true), (0, 0o777, false), (0, 0o775, false), (7, 0o700, true),
            (7, 0o1777, true),
            (8, 0o700, false), (8, 0o1777, false),
        ] as [(UInt32, UInt16, Bool)]
    )
    func `a directory protects a user's files if only the user and root can replace them`(
        owner: UInt32,
        permissions: UInt16,
        isKept: Bool
    ) {
        #expect(FileStatus(.directory, owner: owner, permissions: permissions).keeps(filesOf: 7) == isKept)
    }

    @Test func `a private directory stays unchanged`() throws {
        let place = try Place()
        place.add("mdnp.sqlite")
        place.add("mdnp.lock", permissions: 0o400)
        #expect(try place.check() == [])
        #expect(try place.permissions("mdnp.lock") == 0o400)
    }

    @Test(arguments: [0o755, 0o777, 0o750, 0o1777] as [mode_t])
    func `permissions of others are removed and reported`(permissions: mode_t) throws {
        let place = try Place(permissions: permissions)
        place.add("mdnp.sqlite", permissions: 0o644)
        place.add("mdnp.lock", permissions: 0o600)
        place.add("another", permissions: 0o666)
        let found = try place.check()
        #expect(
            found == [
                .init(path: place.path, before: UInt16(permissions), now: 0o700),
                .init(path: "\(place.path)/mdnp.sqlite", before: 0o644, now: 0o600),
            ]
        )
        #expect(try place.permissions() == 0o700)
        #expect(try place.permissions("mdnp.sqlite") == 0o600)
        #expect(try place.permissions("another") == 0o666)
    }

    @Test func `a link is not followed, and its destination stays unchanged`() throws {
        let (place, other) = (try Place(), try Place(permissions: 0o755))
        other.add("victim", permissions: 0o644)
        let link = place.path + "-link"
        defer { unlink(link) }
        #expect(symlink(other.path, link) == 0)
        let directory = #expect(throws: PrivateDirectoryError.self) {
            try PrivateDirectory(path: link, filesBeginningWith: "mdnp.")
        }
        #expect(directory?.description == "is a symbolic link; name its target directory")
        #expect(symlink("\(other.path)/victim", "\(place.path)/mdnp.lock") == 0)
        let file = #expect(throws: PrivateDirectoryError.self) { try place.check() }
        #expect(file?.description == "\(place.path)/mdnp.lock is a symbolic link; replace it with the file itself")
        #expect(throws: FileLockError.self) { _ = try FileLock(path: "\(place.path)/mdnp.lock") }
        #expect(try other.permissions() == 0o755)
        #expect(try other.permissions("victim") == 0o644)
        #expect(FileManager.default.contents(atPath: "\(other.path)/victim") == Data("victim".utf8))
    }

    @Test func `directories and files of another user are refused`() throws {
        let place = try Place(permissions: 0o777)
        place.add("mdnp.sqlite-wal", permissions: 0o666)
        #expect(chown("\(place.path)/mdnp.sqlite-wal", 65534, 65534) == 0)
        let file = #expect(throws: PrivateDirectoryError.self) { try place.check() }
        #expect(file?.description.contains("mdnp.sqlite-wal belongs to user 65534, not to user 0; ") == true)
        #expect(chown(place.path, 65534, 65534) == 0)
        let directory = #expect(throws: PrivateDirectoryError.self) { try place.check() }
        #expect(directory?.description.hasPrefix("belongs to user 65534, not to user 0; ") == true)
    }

    @Test func `a pipe instead of a file is refused, and a directory beside the files stays unchanged`() throws {
        let place = try Place()
        #expect(mkdir("\(place.path)/mdnp.backup", 0o755) == 0)
        #expect(try place.check() == [])
        #expect(mkfifo("\(place.path)/mdnp.lock", 0o600) == 0)
        let error = #expect(throws: PrivateDirectoryError.self) { try place.check() }
        #expect(error?.description == "\(place.path)/mdnp.lock is not a file; remove it")
    }

    @Test func `a directory is listed with hidden names, as long as its condition holds`() throws {
        let place = try Place()
        place.add(".hidden")
        place.add("seen")
        #expect(mkdir("\(place.path)/inner", 0o700) == 0)
        let entries = try DirectoryEntry.list(place.path)
        #expect(entries.map(\.name).sorted() == [".hidden", "inner", "seen"])
        #expect(entries.filter(\.isDirectory).map(\.name) == ["inner"])
        var rest = 3
        let some = try DirectoryEntry.list(place.path) {
            rest -= 1
            return rest >= 0
        }
        #expect(some.count <= 3 && some.count < 5)
        #expect(throws: SyscallError.self) { try DirectoryEntry.list("\(place.path)/none") }
    }
}
