// SPDX-License-Identifier: Apache-2.0

import Addressing

/// Links by which connections come in from elsewhere, each with a number that the mark of its connections has.
///
/// Answers leave by the link that their connection came in by, whichever link the default route names.
public enum ArrivalLinks {
    /// The numbers: two bits of a mark have room for three beside none.
    public static let numbers = 1...3

    /// The elements for some links, and the chains of answers with them: a link keeps the number that it has, since connections remember it.
    ///
    /// Of more links than there are numbers the last ones by name get none.
    static func elements(
        for links: Set<InterfaceName>,
        keeping standing: Set<FirewallElement>
    ) -> Set<FirewallElement> {
        var owners: [Int: InterfaceName] = [:]
        let kept = standing.compactMap { element -> (link: InterfaceName, number: Int)? in
            guard case .arrival(let link, let number) = element, links.contains(link) else { return nil }
            return (link, number)
        }
        for (link, number) in kept.sorted(by: { ($0.number, $0.link) < ($1.number, $1.link) }) {
            if owners[number] == nil, !owners.values.contains(link) { owners[number] = link }
        }
        for link in links.sorted() where !owners.values.contains(link) {
            guard let number = numbers.first(where: { owners[$0] == nil }) else { break }
            owners[number] = link
        }
        guard !owners.isEmpty else { return [] }
        return Set(owners.map { .arrival($0.value, number: $0.key) }).union([.answers])
    }
}
