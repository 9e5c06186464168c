// SPDX-License-Identifier: Apache-2.0

/// A notice of a service to its manager, `sd_notify(3)`.
public enum ServiceNotice: Hashable, Sendable {
    /// The service is ready (`READY=1`).
    case ready
    /// The service is stopping (`STOPPING=1`).
    case stopping
    /// The activity of the service, in one line for people (`STATUS=`).
    case status(String)

    /// The notice in its sent form.
    var line: String {
        switch self {
        case .ready: "READY=1"
        case .stopping: "STOPPING=1"
        case .status(let text): "STATUS=" + text.split(separator: "\n").joined(separator: " ")
        }
    }
}
