// SPDX-License-Identifier: Apache-2.0

/// Elements of one set, as one message carries them.
public struct NFElementList: Hashable, Sendable {
    /// The family of the set's table.
    public var family: NFFamily
    /// The name of the set's table (`NFTA_SET_ELEM_LIST_TABLE`).
    public var table: String
    /// The name of the set (`NFTA_SET_ELEM_LIST_SET`).
    public var set: String
    /// The set's number within the batch (`NFTA_SET_ELEM_LIST_SET_ID`), where the batch makes the set.
    public var setID: UInt32?
    /// The elements (`NFTA_SET_ELEM_LIST_ELEMENTS`).
    public var elements: [NFElement]
    /// Attributes that this type does not know.
    public var unknown: [Attribute]

    /// Elements to be added or deleted.
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

    /// Reads them from the payload of a message.
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
    /// The most bytes of elements in one message: the length of an attribute has 16 bits.
    private static var chunkSize: Int { 60_000 }

    /// The same elements in as many lists as fit into one message each.
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
