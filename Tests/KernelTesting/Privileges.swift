// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation

/// What the process that runs the tests may do.
enum Privileges {
    /// Whether kernel tests have to run: the process is root, or it is CI, where a skipped test is a lie.
    static var areExpected: Bool {
        geteuid() == 0 || ProcessInfo.processInfo.environment["CI"] != nil
    }
}
