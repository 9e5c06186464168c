// SPDX-License-Identifier: Apache-2.0

import CLinux

/// An exclusive file lock of one process, until the process releases it or ends.
///
/// The file contains the process id of the holder, for people and for the error of a second process. The file is kept afterwards: after the
/// removal of a lock file, two processes could lock two files of one name.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    /// Locks the file, or fails at once with the holder's process id.
    ///
    /// The corresponding C function is `flock` with `LOCK_EX | LOCK_NB`.
    public init(path: String) throws(FileLockError) {
        let descriptor = try Self.wrapping { () throws(SyscallError) in
            try OwnedDescriptor(opening: path, access: .create)
        }
        let holder = try Self.wrapping { () throws(SyscallError) in try descriptor.lock(path) }
        if let holder { throw .held(path: path, processID: Int32(holder.prefix { $0 != "\n" })) }
        self.descriptor = descriptor
    }

    private static func wrapping<R: ~Copyable>(_ call: () throws(SyscallError) -> R) throws(FileLockError) -> R {
        do throws(SyscallError) {
            return try call()
        } catch {
            throw .failed(error)
        }
    }
}

extension OwnedDescriptor {
    /// Locks the file and writes the process id.
    ///
    /// Returns the text of another holder if there is one.
    fileprivate borrowing func lock(_ path: String) throws(SyscallError) -> String? {
        let isOurs = try withRaw { raw throws(SyscallError) in
            if flock(raw, LOCK_EX | LOCK_NB) == 0 { return true }
            let number = ErrorNumber.last
            guard number == .tryAgain else { throw SyscallError(operation: "lock", subject: path, number: number) }
            return false
        }
        guard isOurs else { return String(decoding: try readToEnd(subject: path), as: UTF8.self) }
        let isEmptied = withRaw { raw in ftruncate(raw, 0) == 0 }
        guard isEmptied else { throw SyscallError(lastOf: "truncate", subject: path) }
        try write(Array("\(getpid())\n".utf8), subject: path)
        return nil
    }
}
