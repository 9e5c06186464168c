// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Logging
import ServiceLifecycle

/// Tells the service manager that the daemon ends, before anything of it does.
struct Farewell: Service {
    let manager: ServiceManager
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        manager.tell(.stopping, or: logger)
    }
}

extension ServiceManager {
    /// Tells the service manager, or the log that it does not hear.
    func tell(_ notice: ServiceNotice, or logger: Logger) {
        do {
            try tell(notice)
        } catch {
            logger.warning("the service manager does not hear", metadata: ["cause": "\(error)"])
        }
    }
}
