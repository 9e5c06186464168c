// SPDX-License-Identifier: Apache-2.0

import Foundation
import NetworkModel

/// The used part of the response to `GET /version`.
struct EngineVersion: Decodable {
    let version: String

    enum CodingKeys: String, CodingKey {
        case version = "Version"
    }
}

/// The used part of a row of `GET /networks`.
struct EngineNetwork: Decodable {
    let id: String
    let name: String

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
    }
}

/// The used part of a row of `GET /containers/json`.
struct EngineContainer: Decodable {
    let names: [String]?
    let settings: Settings?

    /// The networks of the container, by name.
    struct Settings: Decodable {
        let networks: [String: Place?]?

        enum CodingKeys: String, CodingKey {
            case networks = "Networks"
        }
    }

    /// The endpoint of the container on a network; a stopped container has none.
    struct Place: Decodable {
        let endpoint: String?

        enum CodingKeys: String, CodingKey {
            case endpoint = "EndpointID"
        }
    }

    enum CodingKeys: String, CodingKey {
        case names = "Names"
        case settings = "NetworkSettings"
    }

    /// The name of the container: `/web`, but not `/other/web`, the alias in a container that links to it.
    var name: String? {
        names?.first { $0.hasPrefix("/") && !$0.dropFirst().contains("/") }.map { String($0.dropFirst()) }
    }

    /// The ids of the container's endpoints.
    var endpoints: [EndpointID] {
        (settings?.networks ?? [:]).values.compactMap { $0?.endpoint }.compactMap { try? EndpointID($0) }
    }
}

extension EngineFacts {
    /// Creates facts from the responses of an engine, without entries whose id is invalid.
    init(_ version: EngineVersion, networks: [EngineNetwork], containers: [EngineContainer]) {
        self.init()
        self.version = version.version
        for network in networks {
            guard let id = try? NetworkID(network.id) else { continue }
            networkNames[id] = network.name
        }
        for container in containers {
            for endpoint in container.endpoints { containerNames[endpoint] = container.name }
        }
    }
}
