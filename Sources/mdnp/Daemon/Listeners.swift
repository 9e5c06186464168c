// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import LinuxSystem
import MetricsAPI

/// The service manager and the listeners, checked before anything starts.
struct Listeners {
    let manager: ServiceManager
    let listener: PluginListener
    let metrics: DaemonMetrics

    /// Adopts passed sockets and opens the requested ones.
    ///
    /// - Throws: An error with a description of one line, for example for an address that the host lacks or an invalid certificate.
    init(_ options: ServeOptions) throws {
        manager = try ServiceManager.taken()
        listener = try PluginListener(passed: manager.sockets, or: options.listening)
        try listener.check()
        metrics = try DaemonMetrics(
            at: options.metrics.place.address,
            names: options.metrics.host.map(\.name),
            version: Version.current
        )
    }
}
