// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// The keys of a set: their fields, and the conversions of their contents.
struct SetKey<Content>: Sendable {
    /// The bytes of a key, or of the first and the last key of a range.
    typealias Fields = (first: [NFValue], last: [NFValue]?)

    /// The types of the fields.
    let types: [NFDataType]
    /// A Boolean value that indicates whether each key is a range; the cost of an addition grows with the number of ranges.
    let hasRanges: Bool
    /// Returns the fields for a content; nil for an unsuitable content.
    let write: @Sendable (Content) -> Fields?
    /// Returns the content of fields; nil for foreign ones.
    let read: @Sendable (Fields) -> Content?

    /// Returns keys of these fields, one after the other.
    static func fields<each Value>(_ field: repeat SetField<each Value>) -> SetKey<(repeat each Value)>
    where Content == (repeat each Value) {
        var types: [NFDataType] = []
        repeat types.append((each field).type)
        return SetKey<(repeat each Value)>(types: types, hasRanges: false) { content in
            var values: [NFValue] = []
            for value in repeat (each field).write(each content) {
                guard let value else { return nil }
                values.append(value)
            }
            return (values, nil)
        } read: { fields in
            var rest = fields.first[...]
            func next<Next>(_ field: SetField<Next>) throws(UnknownField) -> Next {
                guard let value = rest.popFirst().flatMap(field.read) else { throw UnknownField() }
                return value
            }
            return try? (repeat next(each field))
        }
    }

    /// Returns the same keys with another content.
    func map<Other>(
        to other: @escaping @Sendable (Content) -> Other?,
        from content: @escaping @Sendable (Other) -> Content?
    ) -> SetKey<Other> {
        SetKey<Other>(types: types, hasRanges: hasRanges) {
            content($0).flatMap(write)
        } read: {
            read($0).flatMap(other)
        }
    }

    /// Returns ranges of such keys, each from a first through a last one.
    func ranges<Range>(
        to range: @escaping @Sendable (_ first: Content, _ last: Content) -> Range?,
        from ends: @escaping @Sendable (Range) -> (first: Content, last: Content)
    ) -> SetKey<Range> {
        SetKey<Range>(types: types, hasRanges: true) { range in
            let (first, last) = ends(range)
            guard let first = write(first), let last = write(last) else { return nil }
            return (first.first, last.first)
        } read: { fields in
            guard let last = fields.last, let first = read((fields.first, nil)), let last = read((last, nil)) else {
                return nil
            }
            return range(first, last)
        }
    }
}

/// An error for a field that mdnp does not write.
private struct UnknownField: Error {}

extension SetKey {
    /// Returns the content of an element's key; nil for a foreign key.
    func content(of element: NFElement) -> Content? {
        guard let first = NFValue.fields(types, of: element.key) else { return nil }
        return read((first, element.keyEnd.flatMap { NFValue.fields(types, of: $0) }))
    }

    /// Returns an element with the key for a content; nil for an unsuitable content.
    func element(_ content: Content, value: NFData? = nil, expression: NFExpression? = nil) -> NFElement? {
        write(content).map { first, last in
            NFElement(
                key: NFValue.bytes(of: first),
                keyEnd: last.map(NFValue.bytes(of:)),
                value: value,
                expression: expression
            )
        }
    }
}

extension SetKey where Content == (AddressRange, InterfaceName) {
    /// A range of addresses of a family, and a link.
    static func addressesAndLink(_ family: IPFamily) -> Self {
        SetKey<(IPAddress, InterfaceName)>.fields(.address(family), .link).ranges { first, last in
            guard first.1 == last.1, let range = AddressRange(from: first.0, through: last.0) else { return nil }
            return (range, first.1)
        } from: { range, link in
            ((range.first, link), (range.last, link))
        }
    }
}

extension SetKey where Content == (InterfaceName, MACAddress, AddressRange) {
    /// A link, a MAC address, and a range of addresses of a family.
    static func linkMACAndAddresses(_ family: IPFamily) -> Self {
        SetKey<(InterfaceName, MACAddress, IPAddress)>.fields(.link, .mac, .address(family)).ranges { first, last in
            guard (first.0, first.1) == (last.0, last.1), let range = AddressRange(from: first.2, through: last.2)
            else { return nil }
            return (first.0, first.1, range)
        } from: { link, mac, range in
            ((link, mac, range.first), (link, mac, range.last))
        }
    }
}

extension SetKey where Content == HostPort {
    /// A port of every host address of a family: protocol and port.
    static func anyPort(_ family: IPFamily) -> Self {
        let any = IPAddress(rawValue: 0, family: family)
        return SetKey<(TransportProtocol, UInt16)>.fields(.transport, .port).map { transport, port in
            any.map { HostPort(transport, $0, port) }
        } from: {
            $0.address == any ? ($0.transport, $0.port) : nil
        }
    }

    /// A port of one host address of a family: address, protocol and port.
    static func port(_ family: IPFamily) -> Self {
        SetKey<(IPAddress, TransportProtocol, UInt16)>.fields(.address(family), .transport, .port)
            .map { address, transport, port in
                address.isUnspecified ? nil : HostPort(transport, address, port)
            } from: {
                $0.address.isUnspecified ? nil : ($0.address, $0.transport, $0.port)
            }
    }

    /// Ranges of such ports: the first port, and the number of the last.
    var portRanges: SetKey<(HostPort, UInt16)> {
        ranges { first, last in
            guard first.address == last.address, first.transport == last.transport, first.port <= last.port
            else { return nil }
            return (first, last.port)
        } from: { first, last in
            (first, HostPort(first.transport, first.address, last))
        }
    }
}

extension SetKey where Content == (HostPort, UInt16) {
    /// Returns ranges of ports of one host address of a family, or of all: the first port, and the number of the last.
    static func portsOfAnyAddress(_ family: IPFamily) -> Self {
        SetKey<(IPAddress, TransportProtocol, UInt16)>.fields(.address(family), .transport, .port).ranges {
            first,
            last in
            guard first.1 == last.1, first.2 <= last.2, last.0 == first.0.lastCovered else { return nil }
            return (HostPort(first.1, first.0, first.2), last.2)
        } from: { first, last in
            ((first.address, first.transport, first.port), (first.address.lastCovered, first.transport, last))
        }
    }
}

extension IPAddress {
    /// The last address of a range: the address itself, or the last of its family for the unspecified address.
    fileprivate var lastCovered: IPAddress { isUnspecified ? Prefix(self, length: 0)?.last ?? self : self }
}
