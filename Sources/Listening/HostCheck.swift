// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux

/// A check that refuses requests of web pages on a port without authentication: requests with an `Origin`, and requests whose `Host` is
/// a foreign name, which may resolve to an address of this host (DNS rebinding).
///
/// Addresses, `localhost`, names that end in `.localhost`, the host name and the names of the listener are allowed: no other domain
/// controls them.
package struct HostCheck: Sendable {
    private let names: Set<String>
    private let ownName: @Sendable () -> String?

    /// Creates a check that also allows these names and the host name.
    package init(names: [String] = [], ownName: @escaping @Sendable () -> String? = Self.hostName) {
        self.names = Set(names.map { $0.lowercased() })
        self.ownName = ownName
    }

    /// Returns the reason for which a request is refused; nil if it is allowed.
    ///
    /// - Parameters:
    ///   - hosts: The `Host` fields; a client without any is not a browser.
    ///   - hasOrigin: A Boolean value that indicates the request has an `Origin` field.
    package func refusal(hosts: [String], hasOrigin: Bool) -> Refusal? {
        if hasOrigin { return .origin }
        return hosts.allSatisfy(admits) ? nil : .host
    }

    /// The reason for which a request is refused.
    package enum Refusal: String, CustomStringConvertible, Sendable {
        /// The request has an `Origin`.
        case origin = "requests with an Origin header are refused"
        /// The `Host` is a foreign name.
        case host = "the Host header is not a name of this host; use an address"

        /// The body of the response.
        package var description: String { rawValue }
    }

    private func admits(_ host: String) -> Bool {
        guard let name = Self.name(in: host) else { return false }
        return IPAddress(name) != nil || name == "localhost" || name.hasSuffix(".localhost") || names.contains(name)
            || name == ownName()?.lowercased()
    }

    /// The name or address of `NAME:PORT`, `NAME` or `[ADDRESS%LINK]:PORT`, in lower case; nil for anything else.
    private static func name(in host: String) -> String? {
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]"), isPort(host[host.index(after: end)...]) else { return nil }
            let address = host[host.index(after: host.startIndex)..<end].prefix { $0 != "%" }
            return address.contains(":") ? String(address) : nil
        }
        let name = host.prefix { $0 != ":" }
        guard isPort(host[name.endIndex...]) else { return nil }
        // A trailing dot marks a fully qualified name.
        return (name.hasSuffix(".") ? name.dropLast() : name).lowercased()
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.first == ":" && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Returns the current host name (`gethostname`), which may be set after the daemon has started.
    package static func hostName() -> String? {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
