package import LogLimits
import Logging

extension EndReason {
    /// Logs that a connection is ended for this reason; what clients do that mean no harm, for those who debug only.
    ///
    /// - Parameters:
    ///   - log: The log of the listener.
    ///   - limits: The limits of the listener, which the reason is about.
    ///   - details: The client's address, if it has one.
    package func log(to log: LimitedLog, _ limits: ListenerLimits, details: [String: String]) {
        switch self {
        case .lateHandshake:
            let cause = "it has not finished the TLS handshake in \(limits.headTime.words)"
            log.record(.notice, "client turned away", ["cause": cause], details: details)
        default:
            let isNews = [.lateHead, .lateBody, .lateReceipt, .displaced].contains(self)
            let cause = ["cause": cause(limits)]
            log.record(isNews ? .notice : .debug, "client disconnected", cause, details: details)
        }
    }

    private func cause(_ limits: ListenerLimits) -> String {
        switch self {
        case .lateHandshake: "TLS handshake not finished within \(limits.headTime.words)"
        case .silent: "no request within \(limits.headTime.words)"
        case .lateHead: "request head not received within \(limits.headTime.words)"
        case .lateBody: "request body not received within \(limits.bodyTime.words)"
        case .lateReceipt: "answer not taken within \(limits.answerTime.words)"
        case .idle: "no further request within \((limits.idleTime ?? .zero).words)"
        case .displaced: "limit of \(limits.connections) connections reached"
        case .stopped: "the listener stops"
        case .overdue: "still open after it was ended"
        }
    }
}

extension Duration {
    /// The duration as people write it: `10 seconds`, `0.5 seconds`.
    fileprivate var words: String {
        let (seconds, attoseconds) = components
        return attoseconds == 0 ? "\(seconds) seconds" : "\(self)"
    }
}
