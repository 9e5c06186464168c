// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The service manager that started the process, such as systemd: its passed sockets, and the socket for notifications.
///
/// The corresponding C functions are `sd_listen_fds_with_names` and `sd_notify`.
public struct ServiceManager: Sendable {
    /// The passed sockets, in order; empty if there are none, or if they were meant for another process.
    public let sockets: [PassedSocket]

    /// The path, or the `@` and name, of the notification socket (`NOTIFY_SOCKET`); nil if there is none.
    private let address: String?

    /// Returns the service manager of the process, and removes its variables from the environment, so that no child inherits them.
    ///
    /// Call it once, and early: the environment belongs to all threads. Throws `EINVAL` for an invalid count.
    public static func taken() throws(SyscallError) -> ServiceManager {
        let names = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET"]
        let found = names.compactMap { name in getenv(name).map { (name, String(cString: $0)) } }
        names.forEach { unsetenv($0) }
        return try ServiceManager(environment: Dictionary(uniqueKeysWithValues: found), processID: getpid())
    }

    /// Reads the service manager from the environment of a process.
    init(environment: [String: String], processID: pid_t, first: Int32 = 3) throws(SyscallError) {
        address = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        guard environment["LISTEN_PID"] == "\(processID)", let text = environment["LISTEN_FDS"] else {
            sockets = []
            return
        }
        guard let count = Int32(text), (0...Self.limit).contains(count) else {
            throw SyscallError(operation: "read", subject: "LISTEN_FDS=\(text)", number: .invalid)
        }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        sockets = (0..<count).map { place in
            let name = names.indices.contains(Int(place)) ? String(names[Int(place)]) : ""
            return PassedSocket(descriptor: first + place, name: name)
        }
    }

    /// Far more sockets than any service manager passes.
    private static let limit: Int32 = 1024

    /// Sends notices to the service manager; does nothing without one.
    ///
    /// Throws if the service manager does not receive the message within five seconds.
    public func notify(_ notices: ServiceNotice...) throws(SyscallError) {
        guard let address else { return }
        let text = notices.map(\.line).joined(separator: "\n")
        guard clinux_notify(address, text) == 0 else { throw SyscallError(lastOf: "notify", subject: address) }
    }
}
