// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import LinuxSystem

/// A way from a client to a server in a container.
struct Path: Sendable {
    /// The network namespace that the client is in.
    let client: NetworkNamespace
    /// The network namespace of the container.
    let server: NetworkNamespace
    /// Where the client sends to.
    let target: Target
    /// The port that the server serves inside the container.
    let port: UInt16
}

/// The two ways to a container.
enum Way: String, Codable, CaseIterable, Sendable {
    /// From another container of the network.
    case between = "between containers"
    /// From outside the host.
    case outside = "from outside to a published port"
}

extension LabHost {
    /// The port that servers serve.
    private static let port: UInt16 = 7000

    /// Makes a namespace at the other end of a link, which stands for everything outside the host.
    func makeWorld() async throws {
        for command in [
            "ip netns add world",
            "ip link add uplink0 type veth peer name world0 netns world",
            "ip address add 198.51.100.1/24 dev uplink0",
            "ip link set uplink0 up",
            "ip -n world address add 198.51.100.2/24 dev world0",
            "ip -n world link set world0 up",
        ] { try await succeed(command.split(separator: " ").map(String.init)) }
    }

    /// Makes a network of a driver with two containers, and returns the ways to one of them; it is published at a port of the host.
    func makePaths(driver: String, subnet: Int, published: UInt16) async throws -> [Way: Path] {
        let network = "path-\(driver)"
        let address = "10.\(subnet).0.10"
        try await docker("network", "create", "--driver", driver, "--subnet", "10.\(subnet).0.0/24", network)
        let ports = ["tcp", "udp"].flatMap { ["--publish", "\(published):\(Self.port)/\($0)"] }
        try await runContainer("server-\(driver)", network, ["--ip", address] + ports)
        try await runContainer("client-\(driver)", network)
        let server = try await namespace(of: "server-\(driver)")
        let client = try await namespace(of: "client-\(driver)")
        let world = try NetworkNamespace(path: "\(try root)/run/netns/world")
        return [
            .between: Path(
                client: client,
                server: server,
                target: Target(address: address, port: Self.port),
                port: Self.port
            ),
            .outside: Path(
                client: world,
                server: server,
                target: Target(address: "198.51.100.1", port: published),
                port: Self.port
            ),
        ]
    }

    /// Runs containers that do nothing, on three networks of mdnp.
    func makeNeighbors(_ count: Int) async throws {
        for number in 0..<3 {
            let subnet = "10.\(150 + number).0.0/24"
            try await docker("network", "create", "--driver", "mdnp", "--subnet", subnet, "neighbors-\(number)")
        }
        for number in 0..<count { try await runContainer("neighbor-\(number)", "neighbors-\(number % 3)") }
    }

    private func runContainer(_ name: String, _ network: String, _ options: [String] = []) async throws {
        let words = ["docker", "run", "--detach", "--stop-signal", "KILL", "--name", name, "--network", network]
        try await succeed(words + options + ["busybox", "sleep", "86400"])
    }

    private func namespace(of container: String) async throws -> NetworkNamespace {
        let process = try await docker("inspect", "--format", "{{.State.Pid}}", container)
        // Its id is one of the host's own process namespace.
        return try NetworkNamespace(path: "\(root)/proc/\(process)/ns/net")
    }

    /// The host's files, seen from the machine.
    private var root: String {
        get throws {
            let id = try String(contentsOfFile: "\(directory)/pid", encoding: .utf8)
            return "/proc/\(id.trimmingCharacters(in: .whitespacesAndNewlines))/root"
        }
    }
}
