// SPDX-License-Identifier: Apache-2.0

/// The IPv4 and IPv6 settings of a link (`IFLA_AF_SPEC`), for use where `/proc/sys/net/*/conf` is read-only.
public struct LinkSettings: Hashable, Sendable {
    /// The IPv4 settings: those to change in a request, all of them in a reply (`IFLA_INET_CONF`).
    public var ipv4: [IPv4Setting: Int32] = [:]
    /// The IPv6 settings, which are read-only (`IFLA_INET6_CONF`).
    public var ipv6: [IPv6Setting: Int32] = [:]
    /// The generation of the link-local IPv6 address (`IFLA_INET6_ADDR_GEN_MODE`).
    public var addressGeneration: AddressGenerationMode?
    /// All other IPv4 attributes, unchanged.
    public var unknownIPv4: [Attribute] = []
    /// All other IPv6 attributes, unchanged.
    public var unknownIPv6: [Attribute] = []
    /// The attributes of other families, unchanged.
    public var unknown: [Attribute] = []

    /// Creates settings without a change.
    public init() {}
}

extension LinkSettings {
    init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.ipv4: try decodeIPv4(attribute.attributes())
            case Field.ipv6: try decodeIPv6(attribute.attributes())
            default: unknown.append(attribute.detached)
            }
        }
    }

    private mutating func decodeIPv4(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            if attribute.type == Field.configuration, attribute.isNested {
                // A request contains the settings by number.
                for setting in try attribute.attributes() {
                    ipv4[IPv4Setting(rawValue: setting.type)] = try setting.integer()
                }
            } else if attribute.type == Field.configuration {
                // A reply contains a list; the first entry has number 1.
                for (place, value) in try attribute.settingList().enumerated() {
                    ipv4[IPv4Setting(rawValue: UInt16(place) + 1)] = value
                }
            } else {
                unknownIPv4.append(attribute.detached)
            }
        }
    }

    private mutating func decodeIPv6(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.configuration6:
                for (place, value) in try attribute.settingList().enumerated() {
                    ipv6[IPv6Setting(rawValue: UInt16(place))] = value
                }
            case Field.addressGeneration:
                addressGeneration = AddressGenerationMode(rawValue: try attribute.integer())
            default: unknownIPv6.append(attribute.detached)
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        if !ipv4.isEmpty || !unknownIPv4.isEmpty {
            writer.attribute(Field.ipv4) { encodeIPv4(to: &$0) }
        }
        if !ipv6.isEmpty || addressGeneration != nil || !unknownIPv6.isEmpty {
            writer.attribute(Field.ipv6) { encodeIPv6(to: &$0) }
        }
        writer.attributes(unknown)
    }

    private func encodeIPv4(to writer: inout ByteWriter) {
        if !ipv4.isEmpty {
            writer.nested(Field.configuration) { writer in
                for (setting, value) in ipv4.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    writer.attribute(setting.rawValue, integer: value)
                }
            }
        }
        writer.attributes(unknownIPv4)
    }

    private func encodeIPv6(to writer: inout ByteWriter) {
        if let last = ipv6.keys.map(\.rawValue).max() {
            writer.attribute(Field.configuration6) { writer in
                for place in 0...last { writer.append(integer: ipv6[IPv6Setting(rawValue: place)] ?? 0) }
            }
        }
        writer.attribute(Field.addressGeneration, integer: addressGeneration?.rawValue)
        writer.attributes(unknownIPv6)
    }

    /// The families (`AF_…`), then `IFLA_INET_…` and `IFLA_INET6_…`.
    private enum Field {
        static let ipv4: UInt16 = 2
        static let ipv6: UInt16 = 10
        static let configuration: UInt16 = 1
        static let configuration6: UInt16 = 2
        static let addressGeneration: UInt16 = 8
    }
}

extension Attribute {
    /// Returns the numbers in the payload, of 4 bytes each.
    fileprivate func settingList() throws(DecodeError) -> [Int32] {
        var reader = ByteReader(payload)
        var values: [Int32] = []
        while !reader.rest.isEmpty { values.append(try reader.integer("link setting")) }
        return values
    }
}
