// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc
import LinuxSystem
import Logging
import NetworkModel

@testable import PortRelay

extension PortRelay {
    /// A relay of a namespace, within the usual limits but for those that a test changes.
    static func relaying(
        in namespace: NetworkNamespace,
        logger: Logger = Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() },
        _ change: (inout RelayLimits) -> Void = { _ in }
    ) throws -> PortRelay {
        var limits = RelayLimits()
        change(&limits)
        return try PortRelay(in: namespace, limits: limits, logger: logger)
    }

    /// Holds ports and relays everything that comes to them.
    func serve(_ publications: [Publication], for clients: AddressSet) throws(PortError) {
        try hold(publications, for: clients)
        relay(publications, .untranslated)
        relayEverything(from: publications)
    }

    /// Relays everything from held ports, once that is so.
    func relayEverything(from publications: [Publication]) {
        relay(publications, .everything)
        while publications.contains(where: { scope(of: $0.host) != .everything }) { usleep(1000) }
    }
}
