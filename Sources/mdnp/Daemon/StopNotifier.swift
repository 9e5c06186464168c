// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Logging
import ServiceLifecycle

/// Reports the stop to the service manager, before any other service stops.
struct StopNotifier: Service {
    let manager: ServiceManager
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        manager.notify(.stopping, or: logger)
    }
}

extension ServiceManager {
    /// Notifies the service manager; logs a failure.
    func notify(_ notice: ServiceNotice, or logger: Logger) {
        do {
            try notify(notice)
        } catch {
            logger.warning("cannot notify the service manager", metadata: ["cause": "\(error)"])
        }
    }
}
