// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation
import LinuxSystem
import Testing

/// The threads of this process in a namespace, which except for a moment are those of relays.
enum RelayThread {
    /// The ids of the threads; a starting thread has no name for a moment.
    static func identifiers(in namespace: NetworkNamespace) throws -> [String] {
        let identity = try namespace.identity
        return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").filter { id in
            let own = try? NetworkNamespace(path: "/proc/self/task/\(id)/ns/net").identity
            guard own == identity else { return false }
            // A thread may have ended by now.
            return (try? text("/proc/self/task/\(id)/comm")) == "mdnp-relay\n"
        }
    }

    /// The processor time of the single relay thread.
    static func time(in namespace: NetworkNamespace) throws -> Duration {
        let id = try #require(try identifiers(in: namespace).first)
        let fields = try text("/proc/self/task/\(id)/schedstat").split(separator: " ")
        return .nanoseconds(try #require(Int64(fields[0])))
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try OwnedDescriptor(opening: path).readToEnd(subject: path), as: UTF8.self)
    }
}
