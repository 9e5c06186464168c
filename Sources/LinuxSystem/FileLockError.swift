// SPDX-License-Identifier: Apache-2.0

/// A reason why a file could not be locked.
public enum FileLockError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process holds the lock; its process id is nil if the file does not contain it.
    case held(path: String, processID: Int32?)
    /// The lock file could not be opened, locked or written.
    case failed(SyscallError)

    /// The error in one line.
    public var description: String {
        switch self {
        case .held(let path, let processID?): "lock \(path): locked by process \(processID)"
        case .held(let path, nil): "lock \(path): locked by another process"
        case .failed(let error): "\(error)"
        }
    }
}
