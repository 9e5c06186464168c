// SPDX-License-Identifier: Apache-2.0

import CLinux

/// An exclusive lock that one process at a time holds on a file, until it lets go or ends.
///
/// The file holds the process id of who locked it, for people and for the error of whoever comes second. It is kept
/// afterwards: removing a lock file lets two processes lock two files of one name.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    /// Takes the lock, or says at once who has it.
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
    /// Locks the file and writes who did it; returns what the holder has written if there is one.
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
