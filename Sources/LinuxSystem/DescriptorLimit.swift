// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The maximum number of open descriptors of the process (`RLIMIT_NOFILE`).
public enum DescriptorLimit {
    /// Raises the limit to the highest that the host allows the process, and returns it.
    public static func raise() throws(SyscallError) -> UInt64 {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else {
            throw SyscallError(lastOf: "read", subject: "limit of descriptors")
        }
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(resource, &limit) == 0 else {
            throw SyscallError(lastOf: "raise", subject: "limit of descriptors")
        }
        return UInt64(limit.rlim_cur)
    }

    /// The current limit.
    public static var current: UInt64 { clinux_descriptor_limit() }

    /// Returns the number of open descriptors of the process, and the limit.
    public static func usage() throws(SyscallError) -> (used: Int, limit: UInt64) {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else {
            throw SyscallError(lastOf: "read", subject: "limit of descriptors")
        }
        guard let directory = opendir("/proc/self/fd") else {
            throw SyscallError(lastOf: "list", subject: "/proc/self/fd")
        }
        defer { closedir(directory) }
        // The list also contains the directory itself, its parent, and the descriptor of the list.
        var used = -3
        while readdir(directory) != nil { used += 1 }
        return (used, UInt64(limit.rlim_cur))
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}
