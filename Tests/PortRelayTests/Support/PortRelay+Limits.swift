import LinuxSystem
import Logging

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
}
