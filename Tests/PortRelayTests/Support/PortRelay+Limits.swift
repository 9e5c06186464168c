// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc
import LinuxSystem
import Logging
import NetworkModel

@testable import PortRelay

extension PortRelay {
    /// Creates a relay in a namespace, with the default limits and the changes of a test.
    static func relaying(
        in namespace: NetworkNamespace,
        logger: Logger = Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() },
        _ change: (inout RelayLimits) -> Void = { _ in }
    ) throws -> PortRelay {
        var limits = RelayLimits()
        change(&limits)
        return try PortRelay(in: namespace, limits: limits, logger: logger)
    }

    /// Reserves ports and relays all their traffic.
    func serve(_ publications: [Publication], for clients: AddressSet) throws(PortError) {
        try reserve(publications, for: clients)
        relay(publications, in: .untranslated)
        relayEverything(from: publications)
    }

    /// Relays all traffic of reserved ports, and returns once the relay does.
    func relayEverything(from publications: [Publication]) {
        relay(publications, in: .everything)
        while publications.contains(where: { scope(of: $0.host) != .everything }) { usleep(1000) }
    }
}
