// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A value in the format that nf_tables compares: a whole key, or a field of a concatenation.
public struct NFValue: Hashable, Sendable {
    /// The type of the bytes.
    public var type: NFDataType
    /// The bytes, in the length of the type.
    public var bytes: [UInt8]

    init(_ type: NFDataType, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    /// Returns an address of either family (`ipv4_addr`, `ipv6_addr`).
    public static func address(_ address: IPAddress) -> NFValue {
        NFValue(.address(address.family), bytes: address.bytes)
    }

    /// Returns a hardware address (`ether_addr`).
    public static func macAddress(_ address: MACAddress) -> NFValue {
        NFValue(.macAddress, bytes: address.bytes)
    }

    /// Returns an EtherType (`ether_type`).
    public static func etherType(_ type: UInt16) -> NFValue {
        NFValue(.etherType, bytes: type.bigEndian.hostBytes)
    }

    /// Returns a transport protocol (`inet_proto`).
    public static func transportProtocol(_ transport: TransportProtocol) -> NFValue {
        NFValue(.transportProtocol, bytes: [transport.number])
    }

    /// Returns a port (`inet_service`).
    public static func port(_ port: UInt16) -> NFValue {
        NFValue(.port, bytes: port.bigEndian.hostBytes)
    }

    /// Returns an interface name (`ifname`).
    public static func interfaceName(_ name: InterfaceName) -> NFValue {
        let bytes = Array(name.description.utf8)
        return NFValue(.interfaceName, bytes: bytes + Array(repeating: 0, count: 16 - bytes.count))
    }

    /// Returns a mark of a packet or connection (`mark`).
    public static func mark(_ mark: UInt32) -> NFValue {
        NFValue(.mark, bytes: mark.hostBytes)
    }
}

extension NFValue {
    /// The address; nil for a value of another type.
    public var ipAddress: IPAddress? {
        type == .ipv4Address || type == .ipv6Address ? IPAddress(bytes: bytes) : nil
    }

    /// The hardware address; nil for a value of another type.
    public var macAddress: MACAddress? {
        type == .macAddress ? MACAddress(bytes: bytes) : nil
    }

    /// The EtherType; nil for a value of another type.
    public var etherType: UInt16? {
        type == .etherType ? UInt16(hostBytes: bytes[...]).map { UInt16(bigEndian: $0) } : nil
    }

    /// The transport protocol; nil for a value of another type, or a protocol whose ports cannot be published.
    public var transportProtocol: TransportProtocol? {
        type == .transportProtocol ? bytes.first.flatMap { TransportProtocol(number: $0) } : nil
    }

    /// The port; nil for a value of another type.
    public var port: UInt16? {
        type == .port ? UInt16(hostBytes: bytes[...]).map { UInt16(bigEndian: $0) } : nil
    }

    /// The interface name; nil for a value of another type.
    public var interfaceName: InterfaceName? {
        type == .interfaceName ? try? InterfaceName(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)) : nil
    }

    /// The mark; nil for a value of another type.
    public var mark: UInt32? {
        type == .mark ? UInt32(hostBytes: bytes[...]) : nil
    }
}

extension NFValue {
    /// Returns the bytes of a key or value with these fields: one field unchanged, several each padded to a multiple of 4 bytes.
    public static func bytes(of fields: [NFValue]) -> [UInt8] {
        guard fields.count != 1 else { return fields[0].bytes }
        return fields.flatMap { $0.bytes + Array(repeating: 0, count: $0.bytes.count.aligned - $0.bytes.count) }
    }

    /// Returns the fields of a key or value; nil if the length does not match the types.
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
    /// Creates an element of a set, or of a map if it has a value.
    ///
    /// The key has one field or several. In a set with ranges of concatenations, `last` is the last key of the range.
    public init(_ key: [NFValue], through last: [NFValue]? = nil, value: [NFValue]? = nil) {
        self.init(
            key: NFValue.bytes(of: key),
            keyEnd: last.map(NFValue.bytes(of:)),
            value: value.map { .value(NFValue.bytes(of: $0)) }
        )
    }

    /// Creates an element of a verdict map.
    public init(_ key: [NFValue], through last: [NFValue]? = nil, verdict: NFVerdict) {
        self.init(key: NFValue.bytes(of: key), keyEnd: last.map(NFValue.bytes(of:)), value: .verdict(verdict))
    }

    /// Returns the elements of a range in a set whose keys have one field.
    ///
    /// The first element is the first key, with the value in a map. The second is the key after the last one, if there is one.
    public static func range(from first: NFValue, through last: NFValue, value: NFData? = nil) -> [NFElement] {
        let element = NFElement(key: first.bytes, value: value)
        guard let next = last.bytes.incremented else { return [element] }
        return [element, NFElement(key: next, flags: intervalEnd)]
    }
}

extension [UInt8] {
    /// The next number in network byte order; nil if all bits are set.
    fileprivate var incremented: [UInt8]? {
        guard let place = lastIndex(where: { $0 != .max }) else { return nil }
        return self[..<place] + [self[place] + 1] + Array(repeating: 0, count: count - place - 1)
    }
}
