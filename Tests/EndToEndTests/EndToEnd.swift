// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import Lab
import Testing

/// Tests of mdnp through Docker's commands, on real engines.
///
/// All tests share one host per engine and run one after the other. Each test removes the objects that it creates.
@Suite(.requiresRoot, .labHosts, .daemonLogs, .serialized, .tags(.docker)) struct EndToEnd {}
