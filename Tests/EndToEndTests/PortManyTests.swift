// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of a container that publishes hundreds of ports.
    @Suite struct PortMany {
        @Test(arguments: Publisher.mdnp)
        func `five hundred ports take hardly longer than one, and need no process each`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let one = ["10000:10000/tcp"]
                let many = ["10000-10499:10000-10499/tcp"]
                var times: [[String]: (start: Duration, end: Duration)] = [:]
                for published in [one, many, one, many, one, many] {
                    let start = ContinuousClock.now
                    try await host.container("web", on: "n", "--publish", published[0])
                    let end = ContinuousClock.now
                    if published == many {
                        #expect(try await host.ports().map { $0.hostPortEnd - $0.hostPort + 1 } == [500, 500])
                        // The container's first process, its monitor, and processes that started or ended meanwhile.
                        #expect(try await host.processes() < 60)
                    }
                    let removal = ContinuousClock.now
                    try await host.docker("rm", "--force", "web")
                    let removed = ContinuousClock.now
                    let best = times[published] ?? (.seconds(600), .seconds(600))
                    times[published] = (min(best.start, end - start), min(best.end, removed - removal))
                }
                let (few, all) = (try #require(times[one]), try #require(times[many]))
                print("500 ports: start \(all.start / few.start), removal \(all.end / few.end) of one port's")
                // These times are of a build without optimization, beside the tests of other engines. `script/throughput` measures the real
                // figure. A process for each port takes at least fifty times as long.
                #expect(all.start / few.start < 4)
                #expect(all.end / few.end < 4)
                #expect(try await host.bind(["tcp:0.0.0.0:10000", "tcp:[::]:10499"]) == ["ok", "ok"])
            }
        }

        @Test(arguments: Publisher.chosen) func `each host port of a range leads to its own container port`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let published = "10000-10049:20000-20049/tcp"
                try await host.serve("web", on: "n", publishing: [published], listening: [20000, 20025, 20049])
                for port in [10000, 10025, 10049] {
                    try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], port, over: ["tcp"], from: .world)
                }
                try await host.expectSilence(at: LabHost.addresses, 10001, 10050, over: ["tcp"], from: .world)
            }
        }
    }
}

extension LabHost {
    /// Returns the number of processes on the host.
    fileprivate func processes() async throws -> Int {
        try await succeed("ps", "-e", "-o", "pid=").split(separator: "\n").count
    }
}
