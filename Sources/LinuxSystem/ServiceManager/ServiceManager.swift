// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The service manager that started the process, such as systemd: the sockets that it passed, and where it is told things.
///
/// The corresponding C functions are `sd_listen_fds_with_names` and `sd_notify`.
public struct ServiceManager: Sendable {
    /// What was passed, in order; empty where nothing was, or where it was meant for another process.
    public let sockets: [PassedSocket]

    /// The path, or the `@` and name, of the socket on which it hears us (`NOTIFY_SOCKET`); nil where nobody does.
    private let address: String?

    /// The process's own, taken out of its environment, so that no child inherits it.
    ///
    /// To be called once, and early: the environment belongs to all threads. Throws `EINVAL` for a count that is none.
    public static func taken() throws(SyscallError) -> ServiceManager {
        let names = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET"]
        let found = names.compactMap { name in getenv(name).map { (name, String(cString: $0)) } }
        names.forEach { unsetenv($0) }
        return try ServiceManager(environment: Dictionary(uniqueKeysWithValues: found), processID: getpid())
    }

    /// What an environment says to a process.
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

    /// Far more than anybody passes.
    private static let limit: Int32 = 1024

    /// Tells the service manager; does nothing where there is none.
    ///
    /// Throws if it does not take the message within five seconds.
    public func tell(_ notices: ServiceNotice...) throws(SyscallError) {
        guard let address else { return }
        let text = notices.map(\.line).joined(separator: "\n")
        guard clinux_notify(address, text) == 0 else { throw SyscallError(lastOf: "notify", subject: address) }
    }
}
