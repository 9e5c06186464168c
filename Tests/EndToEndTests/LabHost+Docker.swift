// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension LabHost {
    /// Runs a test, then removes all containers and networks, whatever came of it, and expects that no link and no address is left.
    func tidily(_ test: (LabHost) async throws -> Void) async throws {
        let before = Set(try await links().map(\.name))
        do {
            try await test(self)
        } catch {
            // What failed first says more than what follows from it.
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
        // What a failed test may have left ended; what runs says so, and that is well.
        for service in LabService.usual { try? await start(service) }
        try await succeed("sh", "-c", "docker ps -aq | xargs -r docker rm -f")
        let removal = "docker network ls -q --filter type=custom | xargs -r docker network rm"
        guard try await run("sh", "-c", removal).status != 0 else { return }
        // An engine that ends many containers at once may lose count of endpoints; it counts anew when it starts.
        try await restart(.engine)
        try await succeed("sh", "-c", removal)
    }

    /// Makes a network of mdnp.
    func network(_ name: String, _ options: String...) async throws {
        try await succeed(["docker", "network", "create", "--driver", "mdnp"] + options + [name])
    }

    /// Runs a container that waits, and ends as soon as it is asked to.
    func container(_ name: String, on network: String, _ options: String...) async throws {
        let words = ["docker", "run", "--detach", "--stop-signal", "KILL", "--name", name, "--network", network]
        try await succeed(words + options + ["busybox", "sleep", "86400"])
    }

    /// The one interface of a container beside its loopback.
    func interface(of container: String) async throws -> Link {
        let links = try await links(in: container).filter { $0.name != "lo" }
        #expect(links.count == 1)
        return try #require(links.first)
    }

    /// A field of what Docker says of a container on a network, such as `IPAddress`.
    func docker(_ field: String, of container: String, on network: String) async throws -> String {
        let format = "{{(index .NetworkSettings.Networks \"\(network)\").\(field)}}"
        return try await docker("inspect", "--format", format, container)
    }

    /// Whether a container gets an answer from an address, after a moment for the neighbor table.
    func reaches(_ address: String, from container: String) async throws -> Bool {
        try await eventually {
            try await run("docker", "exec", container, "ping", "-c", "1", "-W", "1", address).status == 0
        }
    }

    /// Whether a container gets no answer from an address.
    func isCutOff(_ address: String, from container: String) async throws -> Bool {
        try await run("docker", "exec", container, "ping", "-c", "2", "-W", "1", address).status != 0
    }

    /// How many endpoints mdnp knows.
    func endpoints() async throws -> Int {
        let text = try await succeed("mdnp", "endpoints", "--format", "json")
        return try JSONDecoder().decode([[String: JSONValue]].self, from: Data(text.utf8)).count
    }
}

/// Any JSON value, unread.
struct JSONValue: Decodable {
    init(from decoder: any Decoder) {}
}

/// Whether something becomes true within a time, which the slowest machine keeps: how fast it is, a benchmark says.
func eventually(within time: Duration = .seconds(30), _ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + time
    repeat {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(50))
    } while ContinuousClock.now < deadline
    return false
}
