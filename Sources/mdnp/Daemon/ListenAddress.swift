// SPDX-License-Identifier: Apache-2.0

import Addressing
import ArgumentParser
import DockerPlugin

/// A listening address as the user writes it: `unix:///run/docker/plugins/mdnp.sock` or `tcp://127.0.0.1:2470`.
enum ListenAddress: Hashable, Sendable {
    case path(String)
    case port(Authority)

    /// The address in Docker's own plugin directory.
    static let standard = Self.path("/run/docker/plugins/mdnp.sock")
}

extension ListenAddress: CustomStringConvertible {
    /// The address as the user writes it.
    var description: String {
        switch self {
        case .path(let path): "unix://\(path)"
        case .port(let authority): "tcp://\(authority)"
        }
    }
}

extension ListenAddress: ExpressibleByArgument {
    /// Parses `unix://` with an absolute path, or `tcp://` with a host (an IPv6 address in brackets) and a port; nil for other text.
    init?(argument: String) {
        if argument.hasPrefix("unix:///") {
            self = .path(String(argument.dropFirst("unix://".count)))
        } else if argument.hasPrefix("tcp://"), let authority = Authority(String(argument.dropFirst("tcp://".count))) {
            self = .port(authority)
        } else {
            return nil
        }
    }
}
