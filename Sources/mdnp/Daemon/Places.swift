// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import LinuxSystem
import MetricsAPI

/// Who started the daemon, and where it is to be found: what has to be right before anything is begun.
struct Places {
    let manager: ServiceManager
    let listener: PluginListener
    let metrics: DaemonMetrics

    /// Takes what was passed and what is asked for.
    ///
    /// - Throws: an error that tells a person in one line what is wrong with it: an address that is not the host's, a certificate that is none.
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
