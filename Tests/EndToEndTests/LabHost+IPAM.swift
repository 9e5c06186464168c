// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import Lab

extension LabHost {
    /// Creates an mdnp network with addresses from mdnp's IPAM.
    func leasingNetwork(_ name: String, _ options: String...) async throws {
        let words = ["docker", "network", "create", "--driver", "mdnp", "--ipam-driver", "mdnp"]
        try await succeed(words + options + [name])
    }

    /// Returns Docker's error when such a network cannot be created.
    func leasingNetworkRefusal(_ options: String...) async throws -> String {
        try await refusal(["network", "create", "--driver", "mdnp", "--ipam-driver", "mdnp"] + options + ["refused"])
    }

    /// Returns Docker's error when a container cannot run.
    func containerRefusal(on network: String, _ options: String...) async throws -> String {
        try await refusal(["run", "--detach", "--network", network] + options + ["busybox", "sleep", "86400"])
    }

    /// Returns the pools that mdnp has leased, and reservations outside of them.
    func pools() async throws -> [PoolInUse] {
        let text = try await succeed("mdnp", "pools", "--format", "json")
        return try JSONDecoder().decode([PoolInUse].self, from: Data(text.utf8))
    }

    /// Returns the subnets of a network, as Docker shows them.
    func subnets(of network: String) async throws -> [Prefix] {
        let format = "{{range .IPAM.Config}}{{.Subnet}} {{end}}"
        let text = try await docker("network", "inspect", "--format", format, network)
        return text.split(separator: " ").compactMap { Prefix(String($0)) }
    }

    /// Returns the id of a network.
    func id(of network: String) async throws -> String {
        try await docker("network", "inspect", "--format", "{{.Id}}", network)
    }

    /// Runs work while another mdnp, without this host's state, answers Docker.
    ///
    /// The host's own mdnp misses the calls, as if Docker had given them up, but without the minute that this takes.
    func whileCallsAreLost(_ work: () async throws -> Void) async throws {
        try await kill(.mdnp)
        // In its own network namespace, this mdnp finds no object of the host, and regards none as stale.
        let state = "--state-directory /run/stranger --admin-socket /run/stranger.sock --metrics off"
        let stranger = try await succeed(
            "sh",
            "-c",
            "unshare --net mdnp serve \(state) </dev/null >/dev/null 2>&1 & echo $!"
        )
        _ = try await eventually {
            try await run("mdnp", "pools", "--admin-socket", "/run/stranger.sock").status == 0
        }
        try await work()
        try await succeed("kill", "-KILL", stranger)
        try await start(.mdnp)
    }
}

/// A pool as `mdnp pools --format json` shows it.
struct PoolInUse: Decodable, Hashable {
    /// An address of the pool with a state other than free.
    struct Address: Decodable, Hashable {
        let address: String
        let state: String
    }

    let subnet: String
    let network: String?
    let addresses: [Address]

    /// Returns the addresses in a state.
    func addresses(_ state: String) -> [String] {
        addresses.filter { $0.state == state }.map(\.address)
    }
}
