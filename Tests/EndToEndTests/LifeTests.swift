// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of containers that start and stop.
    @Suite struct Life {
        @Test(arguments: Engine.chosen) func `a container that is stopped and started is connected again`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.71.0.0/24")
                try await host.container("alice", on: "n")
                for _ in 1...3 {
                    try await host.docker("stop", "--time", "0", "alice")
                    try await host.docker("start", "alice")
                    #expect(try await host.reaches("10.71.0.1", from: "alice"))
                }
                #expect(try await host.endpoints() == 1)
            }
        }

        @Test(arguments: Engine.chosen) func `a running container can be connected and disconnected`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.72.0.0/24")
                try await host.network("m", "--subnet", "10.73.0.0/24")
                try await host.container("alice", on: "n")
                try await host.docker("network", "connect", "--ip", "10.73.0.20", "m", "alice")
                let links = try await host.links(in: "alice")
                #expect(Set(links.map(\.name)) == ["lo", "eth0", "eth1"])
                #expect(links.flatMap(\.globalAddresses).contains("10.73.0.20/24"))
                #expect(try await host.reaches("10.72.0.1", from: "alice"))
                #expect(try await host.reaches("10.73.0.1", from: "alice"))
                try await host.docker("network", "disconnect", "m", "alice")
                #expect(try await host.interface(of: "alice").globalAddresses == ["10.72.0.2/24"])
                #expect(try await host.reaches("10.72.0.1", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen) func `a container that dies is connected again by its restart policy`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.74.0.0/24")
                try await host.container("alice", on: "n", "--restart", "always")
                let process = try await host.docker("inspect", "--format", "{{.State.Pid}}", "alice")
                try await host.succeed("kill", "-KILL", process)
                let isBack = try await eventually {
                    let state = "{{.RestartCount}} {{.State.Running}}"
                    return try await host.docker("inspect", "--format", state, "alice") == "1 true"
                }
                #expect(isBack)
                #expect(try await host.reaches("10.74.0.1", from: "alice"))
                #expect(try await host.endpoints() == 1)
            }
        }

        @Test(arguments: Engine.chosen) func `twenty containers start and stop at once`(engine: Engine) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.75.0.0/24")
                let everybody = "seq 20 | xargs -P 20 -I @"
                try await host.succeed(
                    "sh",
                    "-c",
                    "\(everybody) docker run -d --name c@ --network n busybox sleep 86400 >/dev/null"
                )
                #expect(try await host.endpoints() == 20)
                let addresses = try await host.docker(
                    "network",
                    "inspect",
                    "--format",
                    "{{range .Containers}}{{.IPv4Address}} {{end}}",
                    "n"
                )
                #expect(Set(addresses.split(separator: " ")).count == 20)
                try await host.succeed("sh", "-c", "\(everybody) docker exec c@ ping -c 1 -W 4 10.75.0.1 >/dev/null")
                try await host.succeed("sh", "-c", "\(everybody) docker rm -f c@ >/dev/null")
                #expect(try await host.endpoints() == 0)
            }
        }

        @Test(arguments: Engine.chosen) func `a port that is only exposed is not published`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.83.0.0/24")
                try await host.docker(
                    "run",
                    "--rm",
                    "--network",
                    "n",
                    "--expose",
                    "80",
                    "--expose",
                    "53/udp",
                    "busybox",
                    "true"
                )
            }
        }

        @Test(arguments: Engine.chosen) func `Docker publishes the ports of a network whose gateway is Docker`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.84.0.0/24", "-o", "gateway=docker")
                try await host.docker(
                    "run",
                    "--detach",
                    "--name",
                    "web",
                    "--network",
                    "n",
                    "--publish",
                    "8080:80",
                    "busybox",
                    "httpd",
                    "-f",
                    "-h",
                    "/etc"
                )
                let answers = try await eventually {
                    try await host.run("busybox", "wget", "-qO-", "http://127.0.0.1:8080/hosts").status == 0
                }
                #expect(answers)
            }
        }

        @Test(arguments: Engine.chosen)
        func `mdnp lists the networks and endpoints that Docker created`(engine: Engine) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.76.0.0/24")
                try await host.container("alice", on: "n")
                let network = try await host.docker("network", "inspect", "--format", "{{.Id}}", "n")
                let mac = try await host.docker("MacAddress", of: "alice", on: "n")
                #expect(try await host.succeed("mdnp", "networks", "--format", "json").contains(network))
                #expect(try await host.succeed("mdnp", "networks", "--format", "table").contains("10.76.0.0/24"))
                let endpoints = try await host.succeed("mdnp", "endpoints", "--format", "json")
                #expect(endpoints.contains(network))
                #expect(endpoints.contains(mac))
                #expect(try await host.succeed("mdnp", "endpoints", "--format", "table").contains("10.76.0.2"))
            }
        }
    }
}
