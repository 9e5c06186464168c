// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// Returns true if a network namespace forwards IPv4 between its links.
func forwardsIPv4(_ namespace: NetworkNamespace) async throws -> Bool {
    try await namespace.run {
        try Sysctl(["net", "ipv4", "ip_forward"]).read() == "1"
    }
}
