// SPDX-License-Identifier: Apache-2.0

import CLinux
import Synchronization

/// A dedicated thread that runs a body once and ends.
public struct NativeThread: Sendable {
    private let raw: pthread_t

    /// Starts a thread with a name of at most 15 bytes.
    ///
    /// The body may block. Of Swift concurrency, it may only resume a continuation.
    public init(name: String, _ body: @escaping @Sendable () -> Void) throws(SyscallError) {
        let start = Unmanaged.passRetained(ThreadStart(name: name, body: body))
        var raw = pthread_t()
        let code = pthread_create(&raw, nil, { runThread($0) }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw SyscallError(operation: "start thread", subject: name, number: ErrorNumber(rawValue: code))
        }
        self.raw = raw
    }

    /// Waits until the thread has ended and is gone.
    ///
    /// Each thread needs one call of either this method or ``detach()``.
    public func join() {
        pthread_join(raw, nil)
    }

    /// Makes the thread free its resources when it ends.
    public func detach() {
        pthread_detach(raw)
    }
}

extension NativeThread {
    /// Runs a body on a dedicated thread, and blocks until that thread is gone.
    static func runOnce<R: Sendable>(
        name: String,
        _ body: @escaping @Sendable () -> R
    ) throws(SyscallError) -> R {
        let outcome = Outcome<R>()
        let thread = try NativeThread(name: name) { outcome.value.withLock { $0 = body() } }
        thread.join()
        guard let value = outcome.value.withLock({ $0 }) else {
            preconditionFailure("a joined thread has a result")
        }
        return value
    }
}

/// The result of the body of a one-shot thread.
private final class Outcome<R: Sendable>: Sendable {
    let value = Mutex<R?>(nil)
}

/// The arguments of a new thread.
private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    clinux_set_thread_name(start.name)
    start.body()
    return nil
}
