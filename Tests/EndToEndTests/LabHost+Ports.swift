// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

/// A published port as `mdnp ports --format json` shows it.
struct PublishedPort: Decodable, Hashable {
    let network: String
    let endpoint: String
    let `protocol`: String
    let hostAddress: String
    let hostPort: Int
    let containerAddress: String
    let containerPort: Int
    let hostPortEnd: Int
    let containerPortEnd: Int

    enum CodingKeys: String, CodingKey {
        case network
        case endpoint
        case `protocol`
        case hostAddress = "host_address"
        case hostPort = "host_port"
        case containerAddress = "container_address"
        case containerPort = "container_port"
        case hostPortEnd = "host_port_end"
        case containerPortEnd = "container_port_end"
    }
}

extension LabHost {
    /// Returns the ports that mdnp has published.
    func ports() async throws -> [PublishedPort] {
        let text = try await succeed("mdnp", "ports", "--format", "json")
        return try JSONDecoder().decode([PublishedPort].self, from: Data(text.utf8))
    }

    /// The values of `net.bridge.bridge-nf-call-iptables`: 1 passes bridged frames to iptables.
    static let bridgeFilters = [1, 0]

    /// Runs work with such a value, then restores the usual one.
    func withBridgeFilter(_ value: Int, _ work: () async throws -> Void) async throws {
        func set(_ value: Int) async throws {
            let settings = ["ip", "ip6"].map { "net.bridge.bridge-nf-call-\($0)tables=\(value)" }
            try await succeed(["sysctl", "-qw"] + settings)
        }
        try await set(value)
        do {
            try await work()
        } catch {
            try await set(1)
            throw error
        }
        try await set(1)
    }

    /// Returns the time from a command on the host until a container answers the world again, with its own name and the world's address.
    ///
    /// The result is nil after fifteen seconds without an answer. The limit is half of mdnp's resync interval.
    func recovery(of name: String, at port: Int, after command: String, overIPv6: Bool = true) async throws -> Duration?
    {
        var questions = [
            "tcp:198.51.100.1:\(port)=\(name) 198.51.100.2", "udp:198.51.100.1:\(port)=\(name) 198.51.100.2",
        ]
        if overIPv6 { questions.append("tcp:[2001:db8:100::1]:\(port)=\(name) 2001:db8:100::2") }
        let inTheHost = "nsenter --target 1 --net sh -ec '\(command)'"
        let text = try await succeed(
            try await entry(.world) + [Self.peer, "recovery", "--within", "15", inTheHost] + questions
        )
        return Double(text).map { .seconds($0) }
    }

    /// Returns the shortest of at most three such times, up to the first below a second.
    ///
    /// Other load may delay one of them, hardly three.
    func shortestRecovery(
        of name: String,
        at port: Int,
        after command: String,
        overIPv6: Bool = true
    ) async throws -> Duration? {
        var shortest: Duration?
        for _ in 0..<3 where shortest ?? .seconds(1) >= .seconds(1) {
            guard let time = try await recovery(of: name, at: port, after: command, overIPv6: overIPv6) else {
                return nil
            }
            shortest = min(time, shortest ?? time)
        }
        return shortest
    }
}

extension LabHost {
    /// Creates an mdnp network whose ports accept a list of clients.
    ///
    /// The engine's API is needed: a command's argument has at most 128 KiB.
    func network(_ name: String, _ subnet: String, allowing clients: String) async throws {
        struct Request: Encodable {
            struct Configuration: Encodable { let Subnet: String }
            struct AddressManagement: Encodable { let Config: [Configuration] }
            let Name: String
            let Driver: String
            let IPAM: AddressManagement
            let Options: [String: String]
        }
        let request = Request(
            Name: name,
            Driver: "mdnp",
            IPAM: Request.AddressManagement(Config: [Request.Configuration(Subnet: subnet)]),
            Options: ["publish.allow": clients]
        )
        let file = FileManager.default.temporaryDirectory.appending(path: "network-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try JSONEncoder().encode(request).write(to: file)
        let script = """
            import http.client, socket, sys
            connection = http.client.HTTPConnection("docker")
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect("/run/docker.sock")
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/networks/create", open(sys.argv[1], "rb").read(), headers)
            answer = connection.getresponse()
            sys.exit(0 if answer.status == 201 else answer.read().decode())
            """
        try await succeed("python3", "-c", script, file.path)
    }
}

extension Publisher {
    /// Returns the host ports that lead to a container port, at any host address.
    func hostPorts(of container: String, on network: String, _ port: Int, _ transport: String) async throws -> Set<Int>
    {
        let host = try engine.host
        switch driver {
        case .mdnp:
            let endpoint = try await host.docker("EndpointID", of: container, on: network)
            let ports = try await host.ports()
                .filter { $0.endpoint == endpoint && $0.containerPort == port && $0.protocol == transport }
            return Set(ports.map(\.hostPort))
        case .bridge:
            let lines = try await host.docker("port", container, "\(port)/\(transport)").split(separator: "\n")
            return Set(lines.compactMap { $0.split(separator: ":").last.flatMap { Int($0) } })
        }
    }
}
