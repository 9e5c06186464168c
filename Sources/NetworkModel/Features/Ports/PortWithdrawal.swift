// SPDX-License-Identifier: Apache-2.0

/// The result of a withdrawal of ports.
public struct PortWithdrawal: Equatable, Sendable {
    /// The changes to the state.
    public var changes: [Change] = []
    /// The withdrawn publications.
    public var publications: [Publication] = []
}

extension DesiredState {
    /// Returns the firewall elements to add for an endpoint that publishes more ports.
    public func firewallElements(of id: EndpointID, publishingAlso added: [Publication]) -> Set<FirewallElement> {
        let known = publications.of(id)
        let multihomed = multihomedElements(of: id, publishing: known + added)
        return elements(of: added).union(multihomed.subtracting(multihomedElements(of: id, publishing: known)))
    }

    /// Returns the firewall elements to add and to remove for a withdrawal; the rest of a divided run is added.
    public func firewallChange(
        withdrawing withdrawal: PortWithdrawal
    ) -> (added: Set<FirewallElement>, removed: Set<FirewallElement>) {
        var ended: [HostPort: Publication] = [:]
        var begun: [HostPort: Publication] = [:]
        for change in withdrawal.changes {
            switch change {
            case .publish(let publication): begun[publication.host] = publication
            case .withdraw(let port):
                // A further withdrawal may divide the rest of a run again.
                if begun.removeValue(forKey: port) == nil { ended[port] = publications.publication(with: port) }
            default: break
            }
        }
        let before = elements(of: Array(ended.values))
        let after = elements(of: Array(begun.values))
        var removed = before.subtracting(after)
        for id in Set(withdrawal.publications.map(\.endpoint)) {
            let known = publications.of(id)
            let kept = known.filter { ended[$0.host] == nil } + begun.values.filter { $0.endpoint == id }
            let multihomed = multihomedElements(of: id, publishing: known)
            removed.formUnion(multihomed.subtracting(multihomedElements(of: id, publishing: kept)))
        }
        return (after.subtracting(before), removed)
    }
}
