// SPDX-License-Identifier: Apache-2.0

/// What withdrawing ports comes to.
public struct PortWithdrawal: Equatable, Sendable {
    /// The changes of the state.
    public var changes: [Change] = []
    /// The ports that were published until now.
    public var publications: [Publication] = []
}

extension DesiredState {
    /// The firewall elements that come where an endpoint publishes more ports.
    public func firewallElements(of id: EndpointID, publishingAlso added: [Publication]) -> Set<FirewallElement> {
        let known = publications.of(id)
        let multihomed = multihomedElements(of: id, publishing: known + added)
        return elements(of: added).union(multihomed.subtracting(multihomedElements(of: id, publishing: known)))
    }

    /// The firewall elements that come and go where ports are withdrawn: of a run that is divided, what is left comes.
    public func firewallChange(
        withdrawing withdrawal: PortWithdrawal
    ) -> (added: Set<FirewallElement>, removed: Set<FirewallElement>) {
        var ended: [HostPort: Publication] = [:]
        var begun: [HostPort: Publication] = [:]
        for change in withdrawal.changes {
            switch change {
            case .publish(let publication): begun[publication.host] = publication
            case .withdraw(let port):
                // What is left of a run may be divided again.
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
