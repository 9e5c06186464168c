// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DockerEngine
import Logging

/// Where the daemon learns by what names people know things.
struct EngineOptions: ParsableArguments {
    @Option(
        help:
            "The Unix socket of the Docker engine, which is asked in the background for names of networks and containers, or off."
    )
    var dockerSocket = "/run/docker.sock"

    /// Whoever follows the engine; nil where nobody shall.
    func follower(_ logger: Logger) -> EngineFollower? {
        dockerSocket == "off" ? nil : EngineFollower(socketPath: dockerSocket, logger: logger)
    }
}
