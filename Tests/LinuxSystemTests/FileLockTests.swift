// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem
import Testing

struct FileLockTests {
    private let path = "/tmp/file-lock-\(getpid())-\(UInt64.random(in: 0 ... .max))"

    @Test func `the second one is told who holds the lock`() throws {
        defer { unlink(path) }
        let lock = try FileLock(path: path)
        let error = #expect(throws: FileLockError.self) { _ = try FileLock(path: path) }
        #expect(error == .held(path: path, processID: getpid()))
        #expect("\(try #require(error))" == "lock \(path): held by process \(getpid())")
        _ = consume lock
    }

    @Test func `a lock that was let go can be taken, and its file is still there`() throws {
        defer { unlink(path) }
        _ = try FileLock(path: path)
        #expect(access(path, F_OK) == 0)
        _ = try FileLock(path: path)
    }

    @Test func `a lock in a directory that is missing fails with the reason`() throws {
        let missing = path + "/lock"
        let error = #expect(throws: FileLockError.self) { _ = try FileLock(path: missing) }
        #expect("\(try #require(error))" == "open \(missing): ENOENT: No such file or directory")
    }
}
