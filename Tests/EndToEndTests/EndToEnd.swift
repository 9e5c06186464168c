// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import Lab
import Testing

/// What a user of Docker sees of mdnp, on real engines.
///
/// One host per engine serves all; its tests run one after the other and each takes away what it made.
@Suite(.requiresRoot, .labHosts, .daemonLogs, .serialized, .tags(.docker)) struct EndToEnd {}
