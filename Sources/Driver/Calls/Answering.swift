// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI

/// Runs a call, and turns its failure into one line that begins with the operation.
///
/// - Parameters:
///   - operation: The operation alone: the error itself names its subject, and Docker names network and container.
///   - details: The objects of the call, for the log.
///   - call: The call.
func answering<Answer>(
    _ operation: String,
    for details: @autoclosure () -> [String: String] = [:],
    _ call: () async throws(DriverError) -> Answer
) async throws(PluginError) -> Answer {
    do {
        return try await call()
    } catch {
        throw PluginError("\(operation): \(error)", kind: PluginError.Kind(of: error), details: details())
    }
}

extension PluginError.Kind {
    /// Classifies an error: a refusal is a reply to the caller, all others are faults.
    fileprivate init(of cause: DriverError) {
        switch cause {
        case .refused: self = .refused
        case .failed, .dataplane, .portChoice, .lane, .cancelled: self = .failed
        }
    }
}
