// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension EndToEnd {
    /// Tests of `mdnp explain` against real traffic.
    @Suite struct Explanations {
        private static let containers = ["front", "apart", "closed", "guarded"]

        @Test(arguments: Publisher.mdnp) func `explain reports a target as reachable exactly if the target answers`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("front", 120)
                try await publisher.network("apart", 121, "--opt", "icc=false")
                try await publisher.network("closed", 122, "--internal")
                try await publisher.network("guarded", 123, "--opt", "publish.allow=203.0.113.0/24")
                for (index, name) in Self.containers.enumerated() {
                    try await host.serve(name, on: name, publishing: ["\(8080 + index):80/tcp"])
                }
                try await host.serve("neighbour", on: "front")
                try await host.serve("beside", on: "apart")
                let named = Self.containers.map { "\($0) on \($0)" } + ["neighbour on front", "beside on apart"]
                #expect(try await host.eventuallyShows(Set(named), of: "endpoints"))
                let sources: [(String, Place)] =
                    [("host", .host), ("198.51.100.2", .world)]
                    + (Self.containers + ["neighbour", "beside"]).map { ($0, .container($0)) }
                let targets = (120...123).map { "10.\($0).0.2:80" } + [8080, 8081, 8083].map { "198.51.100.1:\($0)" }
                for (source, place) in sources {
                    let answers = try await host.ask(targets.map { "tcp:\($0)" }, from: place, within: 1.5)
                    // One shell runs all commands, since each command costs a process anyway.
                    let script = "for target; do mdnp explain \(source) $target >/dev/null 2>&1; echo $?; done"
                    let verdicts = try await host.succeed(["sh", "-c", script, "sh"] + targets).split(separator: "\n")
                    #expect(answers.count == targets.count && verdicts.count == targets.count)
                    for ((target, answer), verdict) in zip(zip(targets, answers), verdicts) {
                        #expect(verdict == (answer.isEmpty ? "1" : "0"), "\(source) asks \(target)")
                    }
                }
            }
        }

        @Test(arguments: Publisher.mdnp) func `explain names the deciding and the missing element`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("front", 120, "--opt", "bridge=br-lab")
                try await publisher.network("rear", 121)
                try await host.serve("web", on: "front", publishing: ["8080:80/tcp"])
                try await host.serve("db", on: "rear")
                #expect(try await host.eventuallyShows(["web on front", "db on rear"], of: "endpoints"))
                let open = try await host.succeed("mdnp", "explain", "198.51.100.2", "web:80")
                #expect(open.contains(/port 0\.0\.0\.0:8080\/tcp +yes +forwards to 10\.120\.0\.2, port 80, of web/))
                #expect(open.contains("IPv4: 198.51.100.2 can reach web:80"))
                let closed = try await host.run("mdnp", "explain", "web", "db:80")
                #expect(closed.status == 1)
                #expect(
                    closed.text.contains(
                        "IPv4: web cannot reach db:80: iptables MDNP-BETWEEN: rule 4: networks are isolated from each other"
                    )
                )
                #expect(closed.text.contains("IPv6: web cannot reach db:80"))
                let unknown = try await host.run("mdnp", "explain", "web", "nobody")
                #expect(unknown.status == 1)
                #expect(
                    unknown.errors.contains(
                        #""nobody": is not a container, endpoint or address; "mdnp endpoints" lists all endpoints"#
                    )
                )
                // mdnp does not repair a route of another program.
                try await host.succeed("ip", "route", "add", "10.120.0.2/32", "dev", "uplink0")
                let lost = try await host.run("mdnp", "explain", "198.51.100.2", "198.51.100.1:8080")
                #expect(lost.status == 1)
                #expect(lost.text.contains(/route 10\.120\.0\.2\/32 of link uplink0 +no +diverts packets/))
                try await host.succeed("ip", "route", "delete", "10.120.0.2/32", "dev", "uplink0")
            }
        }
    }
}
