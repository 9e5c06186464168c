// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// A set or map of the mdnp tables, in one declaration: name, comment, keys, values, and the meaning of its elements.
///
/// Sets grow with networks, endpoints and ports, while the rules are constant. Each set is a `static let` in one of the files beside this
/// one, which also lists it.
struct SetDefinition: Sendable {
    /// The source of the elements of a set.
    enum Content: Sendable {
        /// mdnp adds and deletes the elements; both functions return nil for elements of other sets.
        case elements(
            encode: @Sendable (FirewallElement) -> NFElement?,
            decode: @Sendable (NFElement) -> FirewallElement?
        )
        /// Rules add the elements, one for each link with dropped frames; the elements expire.
        case droppedFrames(decode: @Sendable (NFElement) -> (link: InterfaceName, frames: DroppedFrames)?)
    }

    /// All sets of both tables, in the order of their creation.
    static let all = setsOfNetworks + setsOfPorts + setsOfEndpoints + setsOfDroppedFrames

    /// The set, empty.
    let set: NFSet
    /// The meaning of the elements.
    let content: Content

    /// The family of the table.
    var family: NFFamily { self.set.family }
    /// The name of the set.
    var name: String { self.set.name }
    /// A Boolean value that indicates whether the keys are ranges.
    var hasRanges: Bool { self.set.flags.contains(.interval) }

    /// A Boolean value that indicates whether mdnp adds and deletes the elements.
    var hasElements: Bool { if case .elements = content { true } else { false } }

    /// Returns the element of the firewall for an element of this set; nil for a foreign one.
    func element(_ element: NFElement) -> FirewallElement? {
        guard case .elements(_, let decode) = content else { return nil }
        return decode(element)
    }

    /// Returns the dropped frames that an element of this set counts; nil for a foreign one.
    func droppedFrames(_ element: NFElement) -> (link: InterfaceName, frames: DroppedFrames)? {
        guard case .droppedFrames(let decode) = content else { return nil }
        return decode(element)
    }
}

// MARK: Kinds of sets

extension SetDefinition {
    /// Creates a set.
    ///
    /// - Parameters:
    ///   - name: The name of the set.
    ///   - table: The family of the table.
    ///   - comment: One line about the elements, for `nft list ruleset`; at most 128 bytes.
    ///   - key: The keys.
    ///   - typeOf: The source of the keys, if `nft` has no name for a type.
    ///   - element: Returns the element with a key.
    ///   - content: Returns the key of an element; nil for elements of other sets.
    init<Key>(
        _ name: String,
        in table: NFFamily = .inet,
        comment: String,
        key: SetKey<Key>,
        typeOf: [NFTypeOf] = [],
        element: @escaping @Sendable (Key) -> FirewallElement?,
        content: @escaping @Sendable (FirewallElement) -> Key?
    ) {
        set = .definition(table, name: name, comment: comment, key: key, typeOf: typeOf)
        self.content = .elements {
            content($0).flatMap { key.element($0) }
        } decode: {
            key.content(of: $0).flatMap(element)
        }
    }

    /// Creates a map.
    init<Key, Value>(
        _ name: String,
        in table: NFFamily = .inet,
        comment: String,
        key: SetKey<Key>,
        value: SetValue<Value>,
        element: @escaping @Sendable (Key, Value) -> FirewallElement?,
        content: @escaping @Sendable (FirewallElement) -> (key: Key, value: Value)?
    ) {
        set = .definition(table, name: name, comment: comment, key: key, value: value.types)
        self.content = .elements {
            content($0).flatMap { key.element($0, value: value.write($1)) }
        } decode: { found in
            guard let key = key.content(of: found), let value = found.value.flatMap(value.read) else { return nil }
            return element(key, value)
        }
    }

    /// Creates a set whose elements limit the connections of their key, each with its own state (`ct count`).
    init<Key>(
        limitsOfConnections name: String,
        comment: String,
        key: SetKey<Key>,
        element: @escaping @Sendable (Key, UInt32) -> FirewallElement?,
        content: @escaping @Sendable (FirewallElement) -> (key: Key, limit: UInt32)?
    ) {
        var set = NFSet.definition(.inet, name: name, comment: comment, key: key)
        // The number applies only to elements without one of their own.
        set.expression = .connectionLimit(NFConnectionLimit(0))
        self.set = set
        self.content = .elements {
            content($0).flatMap { key.element($0, expression: .connectionLimit(NFConnectionLimit($1))) }
        } decode: { found in
            guard let key = key.content(of: found), case .connectionLimit(let limit)? = found.expression, limit.isOver
            else { return nil }
            return element(key, limit.count)
        }
    }

    /// Creates a set of links with dropped frames that the rules of the table `bridge mdnp` fill; a map if the first frame has a value.
    init<Value>(
        droppedFrames name: String,
        comment: String,
        first value: SetValue<Value>?,
        reason: @escaping @Sendable (Value?) -> DroppedFrames.Reason?
    ) {
        let key = SetKey.fields(.link)
        var set = NFSet.definition(.bridge, name: name, comment: comment, key: key, value: value?.types ?? [])
        set.flags.formUnion([.dynamic, .timeout])
        set.capacity = Self.mostLinks
        self.set = set
        content = .droppedFrames { found in
            guard let link = key.content(of: found), case .counter(let counter)? = found.expression,
                let reason = reason(value.flatMap { value in found.value.flatMap(value.read) })
            else { return nil }
            return (link, DroppedFrames(reason, count: counter.packets))
        }
    }

    /// The maximum size of a set that rules fill, with at most one element for each link.
    private static var mostLinks: UInt32 { 65_535 }
}

extension NFSet {
    fileprivate static func definition<Key>(
        _ family: NFFamily,
        name: String,
        comment: String,
        key: SetKey<Key>,
        typeOf: [NFTypeOf] = [],
        value: [NFDataType] = []
    ) -> NFSet {
        let (table, flags) = (FirewallTable.name, key.hasRanges ? NFSetFlags.interval : [])
        var set =
            typeOf.isEmpty
            ? NFSet(family: family, table: table, name: name, key: key.types, value: value, flags: flags)
            : NFSet(family: family, table: table, name: name, typeOf: typeOf, flags: flags)
        set.comment = comment
        return set
    }
}
