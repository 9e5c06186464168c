// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension EndToEnd {
    /// Tests of an mdnp that restarts while Docker works, with a socket that another process keeps open.
    @Suite struct Upgrade {
        private static let containers = 20
        private static let restarts = 6

        @Test(arguments: Engine.chosen)
        func `twenty containers start without an error while mdnp is stopped and started six times`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.stop(.mdnp)
                let holder = try await host.holdSocket()
                try await host.leasingNetwork("n", "--subnet", "10.89.0.0/24")
                try await withThrowingTaskGroup { group in
                    for number in 1...Self.containers {
                        group.addTask {
                            try await host.container("c\(number)", on: "n", "--publish", "\(8900 + number):80")
                        }
                    }
                    group.addTask {
                        for _ in 1...Self.restarts {
                            try await Task.sleep(for: .milliseconds(300))
                            try await host.stop(.mdnp)
                        }
                    }
                    try await group.waitForAll()
                }
                // The containers may start before mdnp's last start is complete. Commands are answered after it.
                #expect(
                    try await eventually(within: .seconds(120)) { try await host.run("mdnp", "status").status == 0 }
                )
                #expect(try await host.endpoints() == Self.containers)
                #expect(Set(try await host.ports().map(\.hostPort)) == Set((1...Self.containers).map { 8900 + $0 }))
                for number in 1...Self.containers {
                    #expect(try await host.reaches("10.89.0.1", from: "c\(number)"))
                }
                try await host.succeed("sh", "-c", "docker ps -aq | xargs docker rm -f")
                try await host.docker("network", "rm", "n")
                try await host.letGo(of: holder)
                try await host.start(.mdnp)
            }
        }
    }
}

extension LabHost {
    private static var passedSocket: String {
        let beside = URL(filePath: #filePath).deletingLastPathComponent()
        return beside.appending(path: "../../script/passed-socket").standardized.path
    }

    /// Starts mdnp with a socket that another process keeps open, and restarts it after each end.
    ///
    /// Returns the id of that process.
    func holdSocket() async throws -> String {
        let words = "/run/docker/plugins/mdnp.sock /run/mdnp.pid mdnp serve"
        let holder = try await succeed(
            "sh",
            "-c",
            "setsid '\(Self.passedSocket)' \(words) </dev/null >>\"$LAB/log/mdnp.log\" 2>&1 & echo $!"
        )
        let answers = try await eventually { try await run("mdnp", "pools").status == 0 }
        #expect(answers)
        return holder
    }

    /// Ends such a process, and its mdnp.
    func letGo(of holder: String) async throws {
        try await succeed("kill", "-TERM", holder)
        let isGone = try await eventually {
            try await run("kill", "-0", holder).status != 0
        }
        #expect(isGone)
    }
}
