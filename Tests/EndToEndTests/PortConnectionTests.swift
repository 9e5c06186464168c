// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of connections that are older than the current holder of their port.
    @Suite struct PortConnection {
        @Test(arguments: Publisher.chosen)
        func `a UDP client that sends without a pause is answered by the current holder of the port`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let files = ["/run/call4", "/run/call6"]
                var calls: [String] = []
                for (address, file) in zip(LabHost.addresses, files) {
                    calls.append(try await host.call("udp:\(address):8080", from: .world, to: file))
                }
                func areAnswered(by name: String, at location: SourceLocation = #_sourceLocation) async throws {
                    for file in files {
                        let isAnswered = try await eventually {
                            try await host.succeed("tail", "--lines", "1", file).hasPrefix("\(name) ")
                        }
                        #expect(isAnswered, "\(file): \(name)", sourceLocation: location)
                    }
                }
                try await host.whileServing(8080) { _ in try await areAnswered(by: "process") }
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await areAnswered(by: "web")
                try await host.docker("network", "disconnect", "n", "web")
                try await host.whileServing(8080) { _ in try await areAnswered(by: "process") }
                try await host.docker("network", "connect", "n", "web")
                try await areAnswered(by: "web")
                try await host.docker("rm", "--force", "web")
                try await host.serve("other", on: "n", publishing: ["8080:80"])
                try await areAnswered(by: "other")
                try await host.succeed(["kill", "-KILL"] + calls)
            }
        }

        @Test(arguments: Publisher.mdnp.suffix(1))
        func `UDP clients that send without a pause reach a new container under their own addresses only`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let questions = LabHost.addresses.flatMap { Array(repeating: "udp:\($0):8080", count: 6) }
                var calls: [String] = []
                for (number, question) in questions.enumerated() {
                    calls.append(try await host.call(question, from: .world, to: "/run/call\(number)"))
                }
                for round in 1...6 {
                    try await host.serve("web\(round)", on: "n", publishing: ["8080:80/udp"])
                    for number in questions.indices {
                        let isAnswered = try await eventually {
                            try await host.succeed("tail", "--lines", "1", "/run/call\(number)")
                                .hasPrefix("web\(round) ")
                        }
                        #expect(isAnswered, "web\(round): \(questions[number])")
                    }
                    try await host.docker("rm", "--force", "web\(round)")
                }
                try await host.succeed(["kill", "-KILL"] + calls)
                let seen = try await host.succeed("sh", "-c", "cat /run/call* | cut -d' ' -f2 | sort -u")
                #expect(seen.split(separator: "\n") == ["198.51.100.2", "2001:db8:100::2"])
            }
        }
    }
}
