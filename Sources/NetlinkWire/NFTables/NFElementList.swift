// SPDX-License-Identifier: Apache-2.0

/// A list of elements of one set, as one message.
public struct NFElementList: Hashable, Sendable {
    /// The family of the table.
    public var family: NFFamily
    /// The name of the table (`NFTA_SET_ELEM_LIST_TABLE`).
    public var table: String
    /// The name of the set (`NFTA_SET_ELEM_LIST_SET`).
    public var set: String
    /// The id of a set that the same batch creates (`NFTA_SET_ELEM_LIST_SET_ID`).
    public var setID: UInt32?
    /// The elements (`NFTA_SET_ELEM_LIST_ELEMENTS`).
    public var elements: [NFElement]
    /// The attributes that this type does not decode.
    public var unknown: [Attribute]

    /// Creates a list of elements to add or delete.
    public init(family: NFFamily, table: String, set: String, elements: [NFElement]) {
        self.family = family
        self.table = table
        self.set = set
        self.elements = elements
        self.unknown = []
    }
}

extension NFElementList: NetlinkPayload {
    private enum Field {
        static let table: UInt16 = 1
        static let set: UInt16 = 2
        static let elements: UInt16 = 3
        static let setID: UInt16 = 4
    }

    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        self.init(family: try NFHeader(&reader).family, table: "", set: "", elements: [])
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.table: table = attribute.text
            case Field.set: set = attribute.text
            case Field.elements:
                for element in try attribute.attributes() {
                    elements.append(try NFElement(try element.attributes()))
                }
            case Field.setID: setID = try attribute.bigEndianInteger()
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        NFHeader(family: family).encode(to: &writer)
        writer.attribute(Field.table, text: table)
        writer.attribute(Field.set, text: set)
        writer.attribute(Field.setID, bigEndian: setID)
        if !elements.isEmpty {
            writer.nested(Field.elements) { writer in
                for element in elements { writer.nested(NFListField.element) { element.encode(to: &$0) } }
            }
        }
        writer.attributes(unknown)
    }
}

extension NFElementList {
    /// The maximum size of the elements in one message, in bytes; the length of an attribute has 16 bits.
    private static var chunkSize: Int { 60_000 }

    /// The elements in as many lists as needed, each of which fits one message.
    public var chunks: [NFElementList] {
        var chunks: [NFElementList] = []
        var size = Self.chunkSize
        for element in elements {
            var writer = ByteWriter()
            element.encode(to: &writer)
            size += writer.bytes.count + Attribute.headerLength
            if size > Self.chunkSize {
                size = writer.bytes.count
                chunks.append(NFElementList(family: family, table: table, set: set, elements: []))
                chunks[chunks.count - 1].setID = setID
            }
            chunks[chunks.count - 1].elements.append(element)
        }
        return chunks
    }
}
