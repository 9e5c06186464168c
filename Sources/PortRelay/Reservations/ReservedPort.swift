// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// A reserved port and its target.
struct ReservedPort: Sendable {
    /// The number of the reservation.
    ///
    /// A port that is released and reserved again gets another number.
    private(set) var reservation: UInt64
    /// The number of the socket that reserves the port; nil if none is needed.
    let socket: UInt64?
    /// The target in the container.
    var container: AddressPort
    /// The clients that the port admits.
    var admission: Admission
    /// The part of the traffic that is relayed.
    private(set) var scope = RelayScope.nothing
}

extension ReservedPort {
    /// Relays another part of the traffic.
    ///
    /// Returns the reservation that ends with the former part, if one does.
    ///
    /// - Parameter number: The number of the reservation that begins then.
    mutating func relay(
        _ scope: RelayScope,
        of transport: TransportProtocol,
        as number: @autoclosure () -> UInt64
    ) -> UInt64? {
        // Before the firewall leads to the container, the port relays nothing: `everything` has no effect.
        guard self.scope != .nothing || scope != .everything else { return nil }
        let ended = transport == .udp && self.scope == .everything && scope != .everything ? reservation : nil
        if ended != nil { reservation = number() }
        self.scope = scope
        return ended
    }

    /// Returns whether traffic to a host address is relayed.
    func relays(_ transport: TransportProtocol, at local: IPAddress) -> Bool {
        switch scope {
        case .nothing: false
        case .untranslated: transport != .udp || !container.isTranslated(from: local)
        case .everything: true
        }
    }
}
