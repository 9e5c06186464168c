// SPDX-License-Identifier: Apache-2.0

package import LogLimits
import Logging

extension EndReason {
    /// Logs that a connection is ended for this reason; reasons of normal operation have the level debug.
    ///
    /// - Parameters:
    ///   - log: The log of the listener.
    ///   - limits: The limits of the listener.
    ///   - details: The client address, if there is one.
    package func log(to log: LimitedLog, _ limits: ListenerLimits, details: [String: String]) {
        switch self {
        case .lateHandshake:
            let cause = "TLS handshake not finished within \(limits.headTime.text)"
            log.record(.notice, message: "client rejected", cause: ["cause": cause], details: details)
        default:
            let isNotable = [.lateHead, .lateBody, .lateReceipt, .displaced].contains(self)
            let cause = ["cause": cause(limits)]
            log.record(isNotable ? .notice : .debug, message: "client disconnected", cause: cause, details: details)
        }
    }

    private func cause(_ limits: ListenerLimits) -> String {
        switch self {
        case .lateHandshake: "TLS handshake not finished within \(limits.headTime.text)"
        case .silent: "no request within \(limits.headTime.text)"
        case .lateHead: "request head not received within \(limits.headTime.text)"
        case .lateBody: "request body not received within \(limits.bodyTime.text)"
        case .lateReceipt: "response not received by the client within \(limits.answerTime.text)"
        case .idle: "no further request within \((limits.idleTime ?? .zero).text)"
        case .displaced: "limit of \(limits.connections) connections reached"
        case .stopped: "listener stopping"
        case .overdue: "not closed in time after its end"
        }
    }
}

extension Duration {
    /// The duration as text: `10 seconds`, `0.5 seconds`.
    fileprivate var text: String {
        let (seconds, attoseconds) = components
        return attoseconds == 0 ? "\(seconds) seconds" : "\(self)"
    }
}
