// SPDX-License-Identifier: Apache-2.0

/// The names in a request for parts of the ruleset.
///
/// The attribute numbers are the same for all objects: 1 is the table, 2 is a set, or the chain of rules.
public struct NFRequest: NetlinkPayload {
    /// The family; unspecified for all families.
    public var family: NFFamily
    /// The table (`NFTA_TABLE_NAME`, `NFTA_CHAIN_TABLE`, …); nil for all tables.
    public var table: String?
    /// The set (`NFTA_SET_NAME`, `NFTA_SET_ELEM_LIST_SET`), or the chain of the requested rules (`NFTA_RULE_CHAIN`).
    public var name: String?
    /// The attributes that this type does not decode.
    public var unknown: [Attribute] = []

    /// Creates a request for all families and tables, or for some.
    public init(family: NFFamily = .unspecified, table: String? = nil, name: String? = nil) {
        self.family = family
        self.table = table
        self.name = name
    }

    private enum Field {
        static let table: UInt16 = 1
        static let name: UInt16 = 2
    }

    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        self.init(family: try NFHeader(&reader).family)
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.table: table = attribute.text
            case Field.name: name = attribute.text
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        NFHeader(family: family).encode(to: &writer)
        writer.attribute(Field.table, text: table)
        writer.attribute(Field.name, text: name)
        writer.attributes(unknown)
    }
}
