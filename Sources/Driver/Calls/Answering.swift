// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI

/// Runs a call; whatever stops it is answered as one line that begins with what was to be done.
func answering<Answer>(
    _ operation: @autoclosure () -> String,
    _ call: () async throws(DriverError) -> Answer
) async throws(PluginError) -> Answer {
    do {
        return try await call()
    } catch {
        throw PluginError("\(operation()): \(error)", PluginError.Kind(of: error))
    }
}

extension PluginError.Kind {
    /// Whether what stopped a call is an answer to the one who asked, or a fault.
    fileprivate init(of cause: DriverError) {
        switch cause {
        case .refused: self = .refused
        case .failed, .dataplane, .portChoice, .lane, .cancelled: self = .failed
        }
    }
}
