// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import DockerPluginAPI
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves a driver until a signal arrives, on the socket `/run/docker/plugins/NAME.sock`; NAME is the driver's name in Docker.
func serve(_ driver: some NetworkDriver, at path: String, until signals: [UnixSignal]) async throws {
    let logger = Logger(label: "plugin")
    let plugin = DockerPluginService(networkDriver: driver, listener: .path(path), logger: logger)
    let group = ServiceGroup(services: [plugin], gracefulShutdownSignals: signals, logger: logger)
    try await group.run()
}
