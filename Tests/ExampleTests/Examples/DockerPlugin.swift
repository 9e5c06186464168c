// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import DockerPluginAPI
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves a driver until a signal comes; the socket is `/run/docker/plugins/NAME.sock`, and Docker knows the driver by that name.
func serve(_ driver: some NetworkDriver, at path: String, until signals: [UnixSignal]) async throws {
    let logger = Logger(label: "plugin")
    let plugin = DockerPluginService(networkDriver: driver, listener: .path(path), logger: logger)
    let group = ServiceGroup(services: [plugin], gracefulShutdownSignals: signals, logger: logger)
    try await group.run()
}
