// SPDX-License-Identifier: Apache-2.0

extension [Step] {
    /// Returns the steps that add and remove firewall elements in one transaction.
    public static func change(adding missing: Set<FirewallElement>, removing surplus: Set<FirewallElement> = [])
        -> [Step]
    {
        surplus.map { .remove(.element($0)) } + missing.map { .ensure(.element($0)) }
    }

    /// Returns the steps that create the firewall's tables with all their elements.
    public static func open(with elements: Set<FirewallElement>) -> [Step] {
        [.ensure(.tables)] + elements.map { .ensure(.element($0)) }
    }

    /// The steps in order, grouped by execution.
    ///
    /// Consecutive changes of the firewall are one transaction, also with its tables; each other step runs alone.
    public var batches: [[Step]] {
        var batches: [[Step]] = []
        for step in self {
            if step.isOfElement, batches.last?.first?.isOfFirewall == true, batches.last?.first != .remove(.tables) {
                batches[batches.count - 1].append(step)
            } else {
                batches.append([step])
            }
        }
        return batches
    }

    /// A Boolean value that indicates whether the steps create the firewall's missing tables.
    public var restoresTables: Bool { contains(.ensure(.tables)) }

    /// A Boolean value that indicates whether the steps create client lists, which are initially empty.
    public var makesClientLists: Bool { contains { $0.addedElement?.clientList != nil } }

    /// A short summary of a batch, whatever its size.
    public var summary: String {
        let added = count { $0.addedElement != nil }
        let removed = count { $0.removedElement != nil }
        switch first {
        case nil: return "did nothing"
        case .ensure(.tables), .repair(.tables): return "restored the firewall with \(added) elements"
        case .ensure(.element), .repair(.element), .remove(.element):
            return "added \(added) elements to the firewall and removed \(removed)"
        case .ensure(let resource): return "created \(resource.subject)"
        case .repair(let resource): return "restored \(resource.subject)"
        case .remove(let key): return "removed \(key.subject)"
        }
    }
}
