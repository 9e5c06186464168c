// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A network namespace, held open by a descriptor.
///
/// Only this type calls `setns` and `unshare`. A thread that has entered a namespace never returns to other work. libdispatch may create
/// pool threads from any thread that enqueues, and a new thread inherits the namespace of its creator. A body therefore runs on a dedicated
/// thread, which ends with it.
public final class NetworkNamespace: Sendable {
    private let descriptor: OwnedDescriptor

    /// Adopts a descriptor of a namespace.
    public init(adopting descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// Opens a namespace by a path, such as `/run/netns/blue` or a sandbox key of Docker.
    public convenience init(path: String) throws(SyscallError) {
        self.init(adopting: try OwnedDescriptor(opening: path))
    }

    /// Opens the namespace of a process.
    public convenience init(processID: Int32) throws(SyscallError) {
        try self.init(path: "/proc/\(processID)/ns/net")
    }

    /// Opens the namespace of the calling thread.
    public static func current() throws(SyscallError) -> NetworkNamespace {
        // The path /proc/self always means the main thread.
        try NetworkNamespace(path: "/proc/thread-self/ns/net")
    }

    /// Creates a namespace without a name.
    ///
    /// The kernel removes it with its last descriptor, process and socket.
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

    /// The identity of the namespace, equal for two objects of the same namespace.
    public var identity: FileIdentity {
        get throws(SyscallError) { try FileIdentity(descriptor, subject: "network namespace") }
    }

    /// Calls a closure with the raw descriptor, for messages that move a link (`IFLA_NET_NS_FD`).
    public func withRaw<R: ~Copyable, E>(_ body: (Int32) throws(E) -> R) throws(E) -> R {
        try descriptor.withRaw(body)
    }

    /// Runs a body inside the namespace and suspends until it has ended.
    ///
    /// The body has its own thread and may block. The body must not start tasks, log, or use dispatch. Sockets and files that it opens keep
    /// belonging to the namespace: open inside, work outside. Throws the errors of the body, or a ``SyscallError`` if the namespace cannot
    /// be entered.
    public func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            // Two threads: one enters and ends; the other stays outside, joins it, and resumes the caller. A resume inside would let the
            // pool create threads that belong to this namespace.
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
    /// Use it for operations of microseconds, such as opening a socket. The rules of ``run(_:)`` apply.
    public func runBlocking<R: Sendable>(
        _ body: @escaping @Sendable () throws(SyscallError) -> R
    ) throws(SyscallError) -> R {
        try inside { Result { () throws(SyscallError) in try body() } }.get()
    }

    /// Runs a body on a new thread that enters the namespace and ends; blocks until then.
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
