// SPDX-License-Identifier: Apache-2.0

extension [Step] {
    /// The steps that tell the firewall something and let it forget something, in one transaction.
    public static func change(adding missing: Set<FirewallElement>, removing surplus: Set<FirewallElement> = [])
        -> [Step]
    {
        surplus.map { .remove(.element($0)) } + missing.map { .ensure(.element($0)) }
    }

    /// The steps that make the firewall's tables anew, with all that they are to know.
    public static func open(with elements: Set<FirewallElement>) -> [Step] {
        [.ensure(.tables)] + elements.map { .ensure(.element($0)) }
    }

    /// The steps in order, those together that are carried out together: changes of the firewall that follow each other are one transaction, also with the tables that they are in, all
    /// else is done by itself.
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

    /// A Boolean value that indicates whether they make the firewall's tables, which were missing.
    public var restoresTables: Bool { contains(.ensure(.tables)) }

    /// A Boolean value that indicates whether they make client lists, which are empty at first.
    public var makesClientLists: Bool { contains { $0.addedElement?.clientList != nil } }

    /// What a batch does, in a few words, however much there is to it.
    public var words: String {
        let added = count { $0.addedElement != nil }
        let removed = count { $0.removedElement != nil }
        switch first {
        case nil: return "did nothing"
        case .ensure(.tables), .repair(.tables): return "made the firewall anew with \(added) elements"
        case .ensure(.element), .repair(.element), .remove(.element):
            return "added \(added) elements to the firewall and removed \(removed)"
        case .ensure(let resource): return "set up \(resource.subject)"
        case .repair(let resource): return "put \(resource.subject) back"
        case .remove(let key): return "removed \(key.subject)"
        }
    }
}
