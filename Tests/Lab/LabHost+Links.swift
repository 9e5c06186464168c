// SPDX-License-Identifier: Apache-2.0

import Foundation

extension LabHost {
    /// The links of the host, or of a container (`ip -json address`).
    public func links(in container: String? = nil) async throws -> [Link] {
        var words = ["ip", "-json", "address"]
        if let container {
            let process = try await docker("inspect", "--format", "{{.State.Pid}}", container)
            words = ["nsenter", "--net=/proc/\(process)/ns/net"] + words
        }
        return try JSONDecoder().decode([Link].self, from: Data(try await succeed(words).utf8))
    }

    /// The default routes of a container of both families (`ip -json route show default`).
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
