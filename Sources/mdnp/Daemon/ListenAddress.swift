// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DockerPlugin

/// Where to listen, as a person writes it: `unix:///run/docker/plugins/mdnp.sock` or `tcp://127.0.0.1:2470`.
enum ListenAddress: Hashable, Sendable {
    case path(String)
    case port(host: String, port: UInt16)

    /// Where Docker looks by itself.
    static let standard = Self.path("/run/docker/plugins/mdnp.sock")
}

extension ListenAddress: CustomStringConvertible {
    /// As a person writes it.
    var description: String {
        switch self {
        case .path(let path): "unix://\(path)"
        case .port(let host, let port): host.contains(":") ? "tcp://[\(host)]:\(port)" : "tcp://\(host):\(port)"
        }
    }
}

extension ListenAddress: ExpressibleByArgument {
    /// Nil for anything but `unix://` and an absolute path, or `tcp://`, a host (an IPv6 address in brackets) and a port.
    init?(argument: String) {
        if argument.hasPrefix("unix:///") {
            self = .path(String(argument.dropFirst("unix://".count)))
            return
        }
        let authority = argument.dropFirst("tcp://".count)
        guard argument.hasPrefix("tcp://"), let colon = authority.lastIndex(of: ":"),
            let port = UInt16(authority[authority.index(after: colon)...]), port > 0
        else { return nil }
        let host = authority[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            self = .port(host: String(host.dropFirst().dropLast()), port: port)
        } else if !host.isEmpty, !host.contains(where: { ":/[]".contains($0) }) {
            self = .port(host: String(host), port: port)
        } else {
            return nil
        }
    }
}
