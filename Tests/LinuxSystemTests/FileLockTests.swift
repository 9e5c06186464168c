// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem
import Testing

struct FileLockTests {
    private let path = "/tmp/file-lock-\(getpid())-\(UInt64.random(in: 0 ... .max))"

    @Test func `a second lock fails with the process id of the holder`() throws {
        defer { unlink(path) }
        let lock = try FileLock(path: path)
        let error = #expect(throws: FileLockError.self) { _ = try FileLock(path: path) }
        #expect(error == .held(path: path, processID: getpid()))
        #expect("\(try #require(error))" == "lock \(path): locked by process \(getpid())")
        _ = consume lock
    }

    @Test func `a released lock can be acquired again, and its file remains`() throws {
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
