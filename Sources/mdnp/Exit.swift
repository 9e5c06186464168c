// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The exit statuses of the `mdnp` commands.
enum Exit: Int32, CaseIterable {
    /// Success; for `doctor`, no findings.
    case done = 0
    /// The command was refused or failed, with an error message; for `doctor`, findings.
    case failed = 1
    /// No daemon is reachable.
    case noDaemon = 3
    /// The command line is invalid.
    case usage = 64

    /// The status in the form that ArgumentParser throws.
    var code: ExitCode { ExitCode(rawValue) }
}
