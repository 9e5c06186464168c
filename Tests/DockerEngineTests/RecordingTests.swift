// SPDX-License-Identifier: Apache-2.0

import Foundation
import NetworkModel
import Testing

@testable import DockerEngine

/// Recorded replies of real engines, decoded like by the follower.
///
/// Each engine had the networks `front` (driver mdnp) and `plain`. Container `web` ran on both; `idle` was created for `front` and never
/// ran. Engine 28.5 also had `friend`, which is linked to `web` and has ended.
struct RecordingTests {
    nonisolated static let versions = ["20.10", "26.1", "28.5"]

    private func data(_ version: String, _ list: String) throws -> Data {
        let directory = try #require(Bundle.module.url(forResource: "Recordings", withExtension: nil))
        return try Data(contentsOf: directory.appendingPathComponent("\(version)/\(list).json"))
    }

    private func facts(_ version: String) throws -> EngineFacts {
        let decoder = JSONDecoder()
        return EngineFacts(
            try decoder.decode(EngineVersion.self, from: data(version, "version")),
            networks: try decoder.decode([EngineNetwork].self, from: data(version, "networks")),
            containers: try decoder.decode([EngineContainer].self, from: data(version, "containers"))
        )
    }

    @Test(arguments: versions) func `networks of all drivers have their names`(version: String) throws {
        let facts = try facts(version)
        #expect(facts.networkNames.values.sorted() == ["bridge", "front", "host", "none", "plain"])
        #expect(facts.networkNames.keys.allSatisfy { $0.text.utf8.count == 64 })
        #expect(facts.version?.hasPrefix("\(version).") == true)
    }

    @Test(arguments: versions) func `each endpoint has the name of its container, and no link alias`(
        version: String
    ) throws {
        struct Row: Decodable {
            struct Settings: Decodable {
                struct Place: Decodable { let EndpointID: String }
                let Networks: [String: Place]
            }
            let Names: [String]
            let NetworkSettings: Settings
        }
        let rows = try JSONDecoder().decode([Row].self, from: data(version, "containers"))
        let web = try #require(rows.first { $0.Names.contains("/web") })
        let endpoints = try web.NetworkSettings.Networks.values.map { try EndpointID($0.EndpointID) }
        #expect(endpoints.count == 2)
        #expect(try facts(version).containerNames == Dictionary(uniqueKeysWithValues: endpoints.map { ($0, "web") }))
    }

    @Test(
        arguments: [
            #"[{"Names":["/a"]}]"#, #"[{"Names":null,"NetworkSettings":{"Networks":{"n":{"EndpointID":"e1"}}}}]"#,
            #"[{"Names":["/a"],"NetworkSettings":{"Networks":null}}]"#,
            #"[{"Names":["/a"],"NetworkSettings":{"Networks":{"n":null}}}]"#,
            #"[{"Names":["/a"],"NetworkSettings":{"Networks":{"n":{"EndpointID":"no id"}}}}]"#,
            #"[{"Names":["/other/a"],"NetworkSettings":{"Networks":{"n":{"EndpointID":"e1"}}}}]"#,
        ]
    )
    func `containers without names are left out`(text: String) throws {
        let containers = try JSONDecoder().decode([EngineContainer].self, from: Data(text.utf8))
        let version = EngineVersion(version: "1")
        let networks = [EngineNetwork(id: "no id", name: "n")]
        let facts = EngineFacts(version, networks: networks, containers: containers)
        #expect(facts.containerNames.isEmpty)
        #expect(facts.networkNames.isEmpty)
    }
}
