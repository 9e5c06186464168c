// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A file descriptor with exactly one owner, closed with the owner.
public struct OwnedDescriptor: ~Copyable, Sendable {
    private let raw: Int32

    /// Adopts an open descriptor.
    ///
    /// No other code may close it from now on.
    public init(adopting raw: Int32) {
        self.raw = raw
    }

    deinit {
        _ = close(raw)
    }

    /// The access mode of an opened file.
    public enum Access: Sendable {
        /// Reading a file that exists (`O_RDONLY`).
        case read
        /// Writing to a file that exists, from its start (`O_WRONLY`).
        case write
        /// Reading and writing a file that is created if it is missing, mode 0600; fails for a symbolic link (`O_RDWR | O_CREAT |
        /// O_NOFOLLOW`).
        case create
    }

    /// Opens a file, close-on-exec.
    ///
    /// The corresponding C function is `open`.
    public init(opening path: String, access: Access = .read) throws(SyscallError) {
        let flags =
            switch access {
            case .read: O_RDONLY
            case .write: O_WRONLY
            case .create: O_RDWR | O_CREAT | O_NOFOLLOW
            }
        let raw = try retryingInterrupts("open", subject: path) { clinux_open(path, flags, 0o600) }
        self.init(adopting: raw)
    }

    /// Calls a closure with the raw descriptor, which the closure must not keep or close.
    public borrowing func withRaw<R: ~Copyable, E>(_ body: (Int32) throws(E) -> R) throws(E) -> R {
        try body(raw)
    }

    /// Waits for readable data, for a time in milliseconds.
    ///
    /// Returns false if there is none in time, or if a signal interrupts the wait.
    ///
    /// The corresponding C function is `poll`.
    public borrowing func isReadable(within milliseconds: Int32 = 0) -> Bool {
        var waiting = pollfd(fd: raw, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, milliseconds) > 0
    }

    /// Releases ownership; the caller closes the descriptor.
    public consuming func release() -> Int32 {
        let raw = raw
        discard self
        return raw
    }
}

extension OwnedDescriptor {
    /// Reads to the end of the file, or up to a limit in bytes.
    public borrowing func readToEnd(subject: String, limit: Int = .max) throws(SyscallError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let start = bytes.count
            let chunk = min(4096, limit - start)
            guard chunk > 0 else { return bytes }
            bytes.append(contentsOf: repeatElement(0, count: chunk))
            let raw = raw
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(raw, buffer.baseAddress?.advanced(by: start), chunk)
            }
            let number = ErrorNumber.last
            bytes.removeLast(chunk - max(count, 0))
            if count == 0 { return bytes }
            if count < 0 && number != .interrupted {
                throw SyscallError(operation: "read", subject: subject, number: number)
            }
        }
    }

    /// Writes all bytes, with as many calls as needed.
    public borrowing func write(_ bytes: [UInt8], subject: String) throws(SyscallError) {
        var rest = bytes[...]
        let raw = raw
        while !rest.isEmpty {
            let part = rest
            let count = try retryingInterrupts("write", subject: subject) {
                part.withUnsafeBytes { buffer in CLinux.write(raw, buffer.baseAddress, buffer.count) }
            }
            rest = rest.dropFirst(count)
        }
    }
}
