// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A network namespace, held open by a descriptor.
///
/// The one place that calls `setns` and `unshare`. A thread that has entered a namespace never returns to other work:
/// libdispatch makes pool threads from whichever thread enqueues, and a new thread inherits its maker's namespace.
/// So a body runs on a thread made for it alone, which ends with it.
public final class NetworkNamespace: Sendable {
    private let descriptor: OwnedDescriptor

    /// Takes over a descriptor of a namespace.
    public init(adopting descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// Opens a namespace by a path, such as `/run/netns/blue` or what Docker calls a sandbox key.
    public convenience init(path: String) throws(SyscallError) {
        self.init(adopting: try OwnedDescriptor(opening: path))
    }

    /// Opens the namespace of a process.
    public convenience init(processID: Int32) throws(SyscallError) {
        try self.init(path: "/proc/\(processID)/ns/net")
    }

    /// Opens the namespace of the calling thread.
    public static func current() throws(SyscallError) -> NetworkNamespace {
        // Not /proc/self: that is the main thread's, whoever asks.
        try NetworkNamespace(path: "/proc/thread-self/ns/net")
    }

    /// Makes a namespace without a name; it goes when the last descriptor, process and socket of it go.
    ///
    /// Equivalent to: `unshare --net`, without a process that stays in it.
    public static func new() throws(SyscallError) -> NetworkNamespace {
        try NativeThread.runOnce(name: "netns-new") {
            Result { () throws(SyscallError) in
                guard clinux_unshare_network() == 0 else {
                    throw SyscallError(lastOf: "make", subject: "network namespace")
                }
                return try current()
            }
        }.get()
    }

    /// The identity of the namespace: two objects of the same namespace have the same one.
    public var identity: FileIdentity {
        get throws(SyscallError) { try FileIdentity(descriptor, subject: "network namespace") }
    }

    /// Lends the descriptor's number, as a message that moves a link needs it (`IFLA_NET_NS_FD`).
    public func withRaw<R: ~Copyable, E>(_ body: (Int32) throws(E) -> R) throws(E) -> R {
        try descriptor.withRaw(body)
    }

    /// Runs a body inside the namespace and suspends until it has ended.
    ///
    /// The body has a thread of its own and may block. It starts no task, logs nothing and uses no dispatch.
    /// What it opens keeps belonging to the namespace: open inside, work outside.
    /// Throws what the body throws, or a ``SyscallError`` when the namespace cannot be entered.
    public func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            // Two threads: one enters and ends, the other stays at home, joins it, and resumes the caller.
            // Resuming from inside would let the pool grow threads that live in this namespace.
            do throws(SyscallError) {
                let home = try NativeThread(name: "netns-home") {
                    continuation.resume(with: Result { try self.inside { Result { try body() } }.get() })
                }
                home.detach()
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Runs a short body inside the namespace and blocks the calling thread until it has ended.
    ///
    /// For what takes microseconds, such as opening a socket. The same rules hold as for ``run(_:)``.
    public func runBlocking<R: Sendable>(
        _ body: @escaping @Sendable () throws(SyscallError) -> R
    ) throws(SyscallError) -> R {
        try inside { Result { () throws(SyscallError) in try body() } }.get()
    }

    /// Runs a body on a thread that is made, enters, and ends; blocks until then.
    private func inside<R: Sendable>(_ body: @escaping @Sendable () -> R) throws(SyscallError) -> R {
        try NativeThread.runOnce(name: "netns-inside") {
            Result { () throws(SyscallError) in
                try self.enter()
                return body()
            }
        }.get()
    }

    private func enter() throws(SyscallError) {
        try descriptor.withRaw { raw throws(SyscallError) in
            guard clinux_set_network_namespace(raw) == 0 else {
                throw SyscallError(lastOf: "enter", subject: "network namespace")
            }
        }
    }
}
