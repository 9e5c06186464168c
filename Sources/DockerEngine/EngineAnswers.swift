// SPDX-License-Identifier: Apache-2.0

import Foundation
import NetworkModel

/// What of the answer to `GET /version` matters here.
struct EngineVersion: Decodable {
    let version: String

    enum CodingKeys: String, CodingKey {
        case version = "Version"
    }
}

/// What of a row of `GET /networks` matters here.
struct EngineNetwork: Decodable {
    let id: String
    let name: String

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
    }
}

/// What of a row of `GET /containers/json` matters here.
struct EngineContainer: Decodable {
    let names: [String]?
    let settings: Settings?

    /// Its networks, by their names.
    struct Settings: Decodable {
        let networks: [String: Place?]?

        enum CodingKeys: String, CodingKey {
            case networks = "Networks"
        }
    }

    /// Its place on a network; a container that does not run has none.
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

    /// What it is called: `/web`, and not `/other/web`, by which a container linked to it knows it.
    var name: String? {
        names?.first { $0.hasPrefix("/") && !$0.dropFirst().contains("/") }.map { String($0.dropFirst()) }
    }

    /// The ids of its endpoints.
    var endpoints: [EndpointID] {
        (settings?.networks ?? [:]).values.compactMap { $0?.endpoint }.compactMap { try? EndpointID($0) }
    }
}

extension EngineFacts {
    /// What an engine answered; what is not an id of anything is left out.
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
