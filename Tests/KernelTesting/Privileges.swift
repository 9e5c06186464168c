// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation

/// The privileges of the test process.
enum Privileges {
    /// A Boolean value that indicates whether kernel tests must run: as root, or in CI, which must not skip them.
    static var areExpected: Bool {
        geteuid() == 0 || ProcessInfo.processInfo.environment["CI"] != nil
    }
}
