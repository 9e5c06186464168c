// SPDX-License-Identifier: Apache-2.0

/// What a service tells its manager, `sd_notify(3)`.
public enum ServiceNotice: Hashable, Sendable {
    /// It serves (`READY=1`).
    case ready
    /// It is about to end (`STOPPING=1`).
    case stopping
    /// What it does, in one line for people (`STATUS=`).
    case status(String)

    /// The notice as it is sent.
    var line: String {
        switch self {
        case .ready: "READY=1"
        case .stopping: "STOPPING=1"
        case .status(let words): "STATUS=" + words.split(separator: "\n").joined(separator: " ")
        }
    }
}
