// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// A port that is held, and where it leads.
struct HeldPort: Sendable {
    /// Which time of holding it is: a port that is let go and taken again is another one.
    private(set) var holding: UInt64
    /// The number of the socket that holds it; nil where none is needed.
    let socket: UInt64?
    /// Where it leads.
    var container: AddressPort
    /// Whom it serves.
    var admission: Admission
    /// What is relayed.
    private(set) var scope = RelayScope.nothing
}

extension HeldPort {
    /// Relays another part; returns the holding that ends with what was relayed, if one does.
    ///
    /// - Parameter number: The number of the holding that begins then.
    mutating func relay(
        _ scope: RelayScope,
        of transport: TransportProtocol,
        as number: @autoclosure () -> UInt64
    ) -> UInt64? {
        // What is to be relayed before the firewall leads there is nothing.
        guard self.scope != .nothing || scope != .everything else { return nil }
        let ended = transport == .udp && self.scope == .everything && scope != .everything ? holding : nil
        if ended != nil { holding = number() }
        self.scope = scope
        return ended
    }

    /// A Boolean value that indicates whether something that came to an address of the host is relayed.
    func relays(_ transport: TransportProtocol, at local: IPAddress) -> Bool {
        switch scope {
        case .nothing: false
        case .untranslated: transport != .udp || !container.isTranslated(from: local)
        case .everything: true
        }
    }
}
