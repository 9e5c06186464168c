// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The links on which connections arrive from outside, each with a number in the marks of its connections.
///
/// Replies leave by the link on which their connection arrived, independent of the default route.
public enum ArrivalLinks {
    /// The valid numbers: two bits of a mark hold three numbers and zero for none.
    public static let numbers = 1...3

    /// Returns the elements for some links, and the chains that mark replies with them.
    ///
    /// A link keeps its number, since connections store it.
    ///
    /// If there are more links than numbers, the last ones by name get none.
    static func elements(
        for links: Set<InterfaceName>,
        keeping present: Set<FirewallElement>
    ) -> Set<FirewallElement> {
        var owners: [Int: InterfaceName] = [:]
        let kept = present.compactMap { element -> (link: InterfaceName, number: Int)? in
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
        return Set(owners.map { .arrival($0.value, number: $0.key) }).union([.replies])
    }
}
