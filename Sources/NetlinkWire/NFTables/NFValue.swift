// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// One value as nf_tables compares it: alone, or as a field of a concatenation.
public struct NFValue: Hashable, Sendable {
    /// What the bytes mean.
    public var type: NFDataType
    /// As many bytes as the type has.
    public var bytes: [UInt8]

    init(_ type: NFDataType, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    /// An address of either family (`ipv4_addr`, `ipv6_addr`).
    public static func address(_ address: IPAddress) -> NFValue {
        NFValue(.address(address.family), bytes: address.bytes)
    }

    /// A hardware address (`ether_addr`).
    public static func macAddress(_ address: MACAddress) -> NFValue {
        NFValue(.macAddress, bytes: address.bytes)
    }

    /// What a frame carries (`ether_type`).
    public static func etherType(_ type: UInt16) -> NFValue {
        NFValue(.etherType, bytes: type.bigEndian.hostBytes)
    }

    /// A transport protocol (`inet_proto`).
    public static func transportProtocol(_ transport: TransportProtocol) -> NFValue {
        NFValue(.transportProtocol, bytes: [transport.number])
    }

    /// A port (`inet_service`).
    public static func port(_ port: UInt16) -> NFValue {
        NFValue(.port, bytes: port.bigEndian.hostBytes)
    }

    /// The name of an interface (`ifname`).
    public static func interfaceName(_ name: InterfaceName) -> NFValue {
        let bytes = Array(name.description.utf8)
        return NFValue(.interfaceName, bytes: bytes + Array(repeating: 0, count: 16 - bytes.count))
    }

    /// A packet's or a connection's mark (`mark`).
    public static func mark(_ mark: UInt32) -> NFValue {
        NFValue(.mark, bytes: mark.hostBytes)
    }
}

extension NFValue {
    /// The address, of a value that is one.
    public var ipAddress: IPAddress? {
        type == .ipv4Address || type == .ipv6Address ? IPAddress(bytes: bytes) : nil
    }

    /// The hardware address, of a value that is one.
    public var macAddress: MACAddress? {
        type == .macAddress ? MACAddress(bytes: bytes) : nil
    }

    /// What a frame carries, of a value that says so.
    public var etherType: UInt16? {
        type == .etherType ? UInt16(hostBytes: bytes[...]).map { UInt16(bigEndian: $0) } : nil
    }

    /// The transport protocol, of a value that is one of those whose ports can be published.
    public var transportProtocol: TransportProtocol? {
        type == .transportProtocol ? bytes.first.flatMap { TransportProtocol(number: $0) } : nil
    }

    /// The port, of a value that is one.
    public var port: UInt16? {
        type == .port ? UInt16(hostBytes: bytes[...]).map { UInt16(bigEndian: $0) } : nil
    }

    /// The name of the interface, of a value that is one.
    public var interfaceName: InterfaceName? {
        type == .interfaceName ? try? InterfaceName(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)) : nil
    }

    /// The mark, of a value that is one.
    public var mark: UInt32? {
        type == .mark ? UInt32(hostBytes: bytes[...]) : nil
    }
}

extension NFValue {
    /// The bytes of a key or value of these fields: of one field as they are, of several each padded to whole words.
    public static func bytes(of fields: [NFValue]) -> [UInt8] {
        guard fields.count != 1 else { return fields[0].bytes }
        return fields.flatMap { $0.bytes + Array(repeating: 0, count: $0.bytes.count.aligned - $0.bytes.count) }
    }

    /// The fields of a key or value; nil if it is not as long as these types make it.
    public static func fields(_ types: [NFDataType], of bytes: [UInt8]) -> [NFValue]? {
        guard bytes.count == Int(NFDataType.joining(types).length) else { return nil }
        var rest = bytes[...]
        return types.map { type in
            defer { rest = rest.dropFirst(Int(type.paddedLength)) }
            return NFValue(type, bytes: Array(rest.prefix(Int(type.length))))
        }
    }
}

extension NFElement {
    /// An element of a set, or of a map if it has a value: a key of one field or several, and in a set of ranges of
    /// concatenations the last key of the range.
    public init(_ key: [NFValue], through last: [NFValue]? = nil, value: [NFValue]? = nil) {
        self.init(
            key: NFValue.bytes(of: key),
            keyEnd: last.map(NFValue.bytes(of:)),
            value: value.map { .value(NFValue.bytes(of: $0)) }
        )
    }

    /// An element of a verdict map: what becomes of packets that have a key.
    public init(_ key: [NFValue], through last: [NFValue]? = nil, verdict: NFVerdict) {
        self.init(key: NFValue.bytes(of: key), keyEnd: last.map(NFValue.bytes(of:)), value: .verdict(verdict))
    }

    /// The elements that make a range of a set of ranges whose keys have one field: the first key, which has the value
    /// in a map, and the one after the last, if there is one.
    public static func range(from first: NFValue, through last: NFValue, value: NFData? = nil) -> [NFElement] {
        let element = NFElement(key: first.bytes, value: value)
        guard let next = last.bytes.incremented else { return [element] }
        return [element, NFElement(key: next, flags: intervalEnd)]
    }
}

extension [UInt8] {
    /// The number in network order that is one more; nil if all its bits are set.
    fileprivate var incremented: [UInt8]? {
        guard let place = lastIndex(where: { $0 != .max }) else { return nil }
        return self[..<place] + [self[place] + 1] + Array(repeating: 0, count: count - place - 1)
    }
}
