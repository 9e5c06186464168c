// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DockerEngine
import Logging

/// The source of the names of networks and containers.
struct EngineOptions: ParsableArguments {
    @Option(
        help:
            "Unix socket of the Docker engine, for names of networks and containers, or off."
    )
    var dockerSocket = "/run/docker.sock"

    /// The follower of the engine; nil if the user turned it off.
    func follower(_ logger: Logger) -> EngineFollower? {
        dockerSocket == "off" ? nil : EngineFollower(socketPath: dockerSocket, logger: logger)
    }
}
