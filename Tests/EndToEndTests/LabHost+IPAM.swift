// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import Lab

extension LabHost {
    /// Makes a network of mdnp whose addresses are mdnp's too.
    func leasingNetwork(_ name: String, _ options: String...) async throws {
        let words = ["docker", "network", "create", "--driver", "mdnp", "--ipam-driver", "mdnp"]
        try await succeed(words + options + [name])
    }

    /// What Docker complains of where such a network cannot be made.
    func leasingNetworkRefusal(_ options: String...) async throws -> String {
        try await refusal(["network", "create", "--driver", "mdnp", "--ipam-driver", "mdnp"] + options + ["refused"])
    }

    /// What Docker complains of where such a container cannot run.
    func containerRefusal(on network: String, _ options: String...) async throws -> String {
        try await refusal(["run", "--detach", "--network", network] + options + ["busybox", "sleep", "86400"])
    }

    /// The pools that mdnp has leased, and reservations that are in none.
    func pools() async throws -> [PoolInUse] {
        let text = try await succeed("mdnp", "pools", "--format", "json")
        return try JSONDecoder().decode([PoolInUse].self, from: Data(text.utf8))
    }

    /// The subnets of a network, as Docker shows them.
    func subnets(of network: String) async throws -> [Prefix] {
        let format = "{{range .IPAM.Config}}{{.Subnet}} {{end}}"
        let text = try await docker("network", "inspect", "--format", format, network)
        return text.split(separator: " ").compactMap { Prefix(String($0)) }
    }

    /// The id of a network.
    func id(of network: String) async throws -> String {
        try await docker("network", "inspect", "--format", "{{.Id}}", network)
    }

    /// Runs while a mdnp answers that knows nothing of this host: what Docker says meanwhile never reaches the host's own, as where Docker
    /// gives a call up, but without the minute that this takes.
    func whileCallsAreLost(_ work: () async throws -> Void) async throws {
        try await kill(.mdnp)
        // In a network namespace of its own, it takes nothing of the host's for a leftover.
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
    /// An address of it that is not simply free.
    struct Address: Decodable, Hashable {
        let address: String
        let state: String
    }

    let subnet: String
    let network: String?
    let addresses: [Address]

    /// The addresses in a state.
    func addresses(_ state: String) -> [String] {
        addresses.filter { $0.state == state }.map(\.address)
    }
}
