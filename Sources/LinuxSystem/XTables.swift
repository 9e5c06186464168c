// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The legacy packet filter (`ip_tables`, `ip6_tables`) of the calling thread's network namespace, read-only.
public enum XTables: Sendable {
    /// The IPv4 filter (`iptables-legacy`).
    case ipv4
    /// The IPv6 filter (`ip6tables-legacy`).
    case ipv6

    /// The position of a hook's chain, in bytes from the start of its table.
    public struct HookChain: Hashable, Sendable {
        /// The first rule, or the policy if there is no rule (`hook_entry`).
        public let start: Int
        /// The entry with the policy, for packets that no rule decides (`underflow`).
        public let policy: Int

        /// Creates a chain from its bounds.
        public init(start: Int, policy: Int) {
            self.start = start
            self.policy = policy
        }
    }

    /// A table in the kernel's format.
    public struct Table: Hashable, Sendable {
        /// One `struct ipt_entry` or `struct ip6t_entry` after the other.
        public let entries: [UInt8]
        /// The chain of forwarded packets.
        public let forward: HookChain

        /// Creates a table from its parts.
        public init(entries: [UInt8], forward: HookChain) {
            self.entries = entries
            self.forward = forward
        }
    }

    /// The names of the existing tables; none if the kernel lacks the filter.
    ///
    /// Equivalent to: `cat /proc/net/ip_tables_names`
    public func tables() throws(SyscallError) -> [String] {
        // The path /proc/net always means the main thread.
        let path = "/proc/thread-self/net/\(self == .ipv4 ? "ip" : "ip6")_tables_names"
        do {
            let text = String(decoding: try OwnedDescriptor(opening: path).readToEnd(subject: path), as: UTF8.self)
            return text.split(separator: "\n").map(String.init)
        } catch let error where error.number == .notFound {
            return []
        }
    }

    /// The rules of a table.
    ///
    /// The kernel creates a missing table: pass only names from ``tables()``.
    ///
    /// The corresponding C function is `getsockopt` with `IPT_SO_GET_ENTRIES`.
    public func table(_ table: String) throws(SyscallError) -> Table {
        let family = self == .ipv4 ? AF_INET : AF_INET6
        let type = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = OwnedDescriptor(
            adopting: try retryingInterrupts("open", subject: "raw socket") { socket(family, type, Int32(IPPROTO_RAW)) }
        )
        let level = Int32(self == .ipv4 ? IPPROTO_IP : IPPROTO_IPV6)
        return try descriptor.withRaw { raw throws(SyscallError) in
            // Another process may replace the table by one of another size between the two calls.
            for _ in 1...5 {
                var info = clinux_xtables_table()
                guard clinux_xtables_info(raw, level, table, &info) == 0 else {
                    throw SyscallError(lastOf: "read iptables table", subject: table)
                }
                var entries = [UInt8](repeating: 0, count: Int(info.size))
                if clinux_xtables_entries(raw, level, table, &entries, info.size) == 0 {
                    let forward = HookChain(start: Int(info.forward_start), policy: Int(info.forward_policy))
                    return Table(entries: entries, forward: forward)
                }
                guard ErrorNumber.last == .tryAgain else {
                    throw SyscallError(lastOf: "read iptables table", subject: table)
                }
            }
            throw SyscallError(operation: "read iptables table", subject: table, number: .tryAgain)
        }
    }
}
