// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import LinuxSystem

/// A path from a client to a server in a container.
struct Path: Sendable {
    /// The network namespace of the client.
    let client: NetworkNamespace
    /// The network namespace of the container.
    let server: NetworkNamespace
    /// The destination of the client.
    let target: Target
    /// The port of the server inside the container.
    let port: UInt16
}

/// The two kinds of paths to a container.
enum Way: String, Codable, CaseIterable, Sendable {
    /// The path from another container of the network.
    case between = "between containers"
    /// The path from outside the host.
    case outside = "from outside to a published port"
}

extension LabHost {
    /// The port of all servers.
    private static let port: UInt16 = 7000

    /// Creates a namespace at the other end of a link, which represents all hosts outside.
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

    /// Creates a network of a driver with two containers, and returns the paths to one of them, which has a published host port.
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

    /// Runs idle containers on three mdnp networks.
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
        // The process id belongs to the process namespace of the host.
        return try NetworkNamespace(path: "\(root)/proc/\(process)/ns/net")
    }

    /// The root directory of the host, as seen from the machine.
    private var root: String {
        get throws {
            let id = try String(contentsOfFile: "\(directory)/pid", encoding: .utf8)
            return "/proc/\(id.trimmingCharacters(in: .whitespacesAndNewlines))/root"
        }
    }
}
