// SPDX-License-Identifier: Apache-2.0

import Lab

/// A measured network.
enum Setting: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable {
    /// Docker's bridge on a host without mdnp: the baseline of all others.
    case alone = "Docker alone"
    /// The baseline once more: the distance of its ratio from 1 is the noise of the machine.
    case again = "Docker alone, again"
    /// Docker's bridge on a host on which mdnp has twenty endpoints.
    case beside = "Docker beside mdnp"
    /// An mdnp network on that host.
    case mdnp
}

/// The hosts of all settings, which run until the last round has ended.
struct Hosts: Sendable {
    /// The number of mdnp endpoints beside the two measured ones.
    private static let neighbors = 18

    private let hosts: [LabHost]
    /// The paths to a container in each setting.
    let paths: [Setting: [Way: Path]]

    /// Runs a closure with hosts, and stops them in any case.
    static func with<Answer: Sendable>(
        _ engine: Engine,
        _ work: (Hosts) async throws -> Answer
    ) async throws -> Answer {
        let docker = try await LabHost.start(engine, [.engine])
        do {
            let both = try await LabHost.start(engine)
            do {
                let answer = try await work(try await Hosts(docker: docker, both: both))
                await both.end()
                await docker.end()
                return answer
            } catch {
                await both.end()
                throw error
            }
        } catch {
            await docker.end()
            throw error
        }
    }

    private init(docker: LabHost, both: LabHost) async throws {
        hosts = [docker, both]
        for host in hosts { try await host.makeWorld() }
        let alone = try await docker.makePaths(driver: "bridge", subnet: 130, published: 7000)
        let beside = try await both.makePaths(driver: "bridge", subnet: 130, published: 7000)
        let mdnp = try await both.makePaths(driver: "mdnp", subnet: 140, published: 7001)
        try await both.makeNeighbors(Self.neighbors)
        paths = [.alone: alone, .again: alone, .beside: beside, .mdnp: mdnp]
    }
}
