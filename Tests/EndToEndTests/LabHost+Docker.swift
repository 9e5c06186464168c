// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension LabHost {
    /// Runs a test, then removes all containers and networks, also after a failure, and expects that no link and no address remains.
    func tidily(_ test: (LabHost) async throws -> Void) async throws {
        let before = Set(try await links().map(\.name))
        do {
            try await test(self)
        } catch {
            // The first failure is more useful than its consequences.
            try? await tidy()
            throw error
        }
        try await tidy()
        // The reaper removes links after the call.
        #expect(try await eventually { Set(try await links().map(\.name)) == before })
        #expect(try await endpoints() == 0)
        #expect(try await pools() == [])
    }

    private func tidy() async throws {
        // A failed test may have stopped daemons. An error for a running daemon is ignored.
        for service in LabService.usual { try? await start(service) }
        try await succeed("sh", "-c", "docker ps -aq | xargs -r docker rm -f")
        let removal = "docker network ls -q --filter type=custom | xargs -r docker network rm"
        guard try await run("sh", "-c", removal).status != 0 else { return }
        // An engine that ends many containers at once may miscount endpoints. A restart makes it count again.
        try await restart(.engine)
        try await succeed("sh", "-c", removal)
    }

    /// Creates an mdnp network.
    func network(_ name: String, _ options: String...) async throws {
        try await succeed(["docker", "network", "create", "--driver", "mdnp"] + options + [name])
    }

    /// Runs a container that sleeps, and ends at once on `docker stop`.
    func container(_ name: String, on network: String, _ options: String...) async throws {
        let words = ["docker", "run", "--detach", "--stop-signal", "KILL", "--name", name, "--network", network]
        try await succeed(words + options + ["busybox", "sleep", "86400"])
    }

    /// Returns the interface of a container, without its loopback.
    func interface(of container: String) async throws -> Link {
        let links = try await links(in: container).filter { $0.name != "lo" }
        #expect(links.count == 1)
        return try #require(links.first)
    }

    /// Returns a field of Docker's description of a container on a network, such as `IPAddress`.
    func docker(_ field: String, of container: String, on network: String) async throws -> String {
        let format = "{{(index .NetworkSettings.Networks \"\(network)\").\(field)}}"
        return try await docker("inspect", "--format", format, container)
    }

    /// Returns true if a container gets an answer from an address, after a moment for the neighbor table.
    func reaches(_ address: String, from container: String) async throws -> Bool {
        try await eventually {
            try await run("docker", "exec", container, "ping", "-c", "1", "-W", "1", address).status == 0
        }
    }

    /// Returns true if a container gets no answer from an address.
    func isCutOff(_ address: String, from container: String) async throws -> Bool {
        try await run("docker", "exec", container, "ping", "-c", "2", "-W", "1", address).status != 0
    }

    /// Returns the number of endpoints in mdnp.
    func endpoints() async throws -> Int {
        let text = try await succeed("mdnp", "endpoints", "--format", "json")
        return try JSONDecoder().decode([[String: JSONValue]].self, from: Data(text.utf8)).count
    }
}

/// Any JSON value, not decoded.
struct JSONValue: Decodable {
    init(from decoder: any Decoder) {}
}

/// Returns true if a condition becomes true in time.
///
/// The limit suffices for the slowest machine; benchmarks measure speed.
func eventually(within time: Duration = .seconds(30), _ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + time
    repeat {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(50))
    } while ContinuousClock.now < deadline
    return false
}
