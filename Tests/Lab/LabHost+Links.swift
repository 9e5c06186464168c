// SPDX-License-Identifier: Apache-2.0

import Foundation

extension LabHost {
    /// The host's links (`ip -json address`); with a container's name, those inside it.
    public func links(in container: String? = nil) async throws -> [Link] {
        var words = ["ip", "-json", "address"]
        if let container {
            let process = try await docker("inspect", "--format", "{{.State.Pid}}", container)
            words = ["nsenter", "--net=/proc/\(process)/ns/net"] + words
        }
        return try JSONDecoder().decode([Link].self, from: Data(try await succeed(words).utf8))
    }

    /// The default routes of a container (`ip -json route show default`), both families.
    public func defaultRoutes(in container: String) async throws -> [Route] {
        let process = try await docker("inspect", "--format", "{{.State.Pid}}", container)
        var routes: [Route] = []
        for family in ["-4", "-6"] {
            let words = ["nsenter", "--net=/proc/\(process)/ns/net", "ip", family, "-json", "route", "show", "default"]
            let text = try await succeed(words)
            if !text.isEmpty { routes += try JSONDecoder().decode([Route].self, from: Data(text.utf8)) }
        }
        return routes
    }
}
