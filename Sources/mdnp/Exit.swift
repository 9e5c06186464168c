// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What a command of mdnp exits with.
enum Exit: Int32, CaseIterable {
    /// It did what it was asked to; `doctor` found nothing wrong.
    case done = 0
    /// It was refused or failed, and said why; `doctor` found something wrong.
    case failed = 1
    /// No daemon answers.
    case noDaemon = 3
    /// The words of the command are not understood.
    case usage = 64

    /// The code as ArgumentParser throws it.
    var code: ExitCode { ExitCode(rawValue) }
}
