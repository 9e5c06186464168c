// SPDX-License-Identifier: Apache-2.0

extension NFSet: NetlinkPayload {
    private enum Field {
        static let table: UInt16 = 1
        static let name: UInt16 = 2
        static let flags: UInt16 = 3
        static let keyType: UInt16 = 4
        static let keyLength: UInt16 = 5
        static let dataType: UInt16 = 6
        static let dataLength: UInt16 = 7
        static let description: UInt16 = 9
        static let id: UInt16 = 10
        static let timeout: UInt16 = 11
        static let userData: UInt16 = 13
        static let handle: UInt16 = 16
        static let expression: UInt16 = 17
    }

    private enum DescriptionField {
        static let size: UInt16 = 1
        static let concatenation: UInt16 = 2
    }

    private enum ConcatenationField {
        static let length: UInt16 = 1
    }

    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        self.init(family: try NFHeader(&reader).family)
        var value = NFDataType(id: 0, length: 0)
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.table: table = attribute.text
            case Field.name: name = attribute.text
            case Field.flags: flags = NFSetFlags(rawValue: try attribute.bigEndianInteger())
            case Field.keyType: key.id = try attribute.bigEndianInteger()
            case Field.keyLength: key.length = try attribute.bigEndianInteger()
            case Field.dataType: value.id = try attribute.bigEndianInteger()
            case Field.dataLength: value.length = try attribute.bigEndianInteger()
            case Field.description: try decodeDescription(attribute.attributes())
            case Field.id: id = try attribute.bigEndianInteger()
            case Field.timeout: timeout = try attribute.bigEndianInteger()
            case Field.userData: userData = Array(attribute.payload)
            case Field.handle: handle = try attribute.bigEndianInteger()
            case Field.expression: expression = try NFExpression(try attribute.attributes())
            default: unknown.append(attribute.detached)
            }
        }
        if flags.contains(.map) { self.value = value }
    }

    private mutating func decodeDescription(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case DescriptionField.size: capacity = try attribute.bigEndianInteger()
            case DescriptionField.concatenation:
                for field in try attribute.attributes() {
                    for length in try field.attributes() {
                        fieldLengths.append(try length.bigEndianInteger())
                    }
                }
            default: unknownDescription.append(attribute.detached)
            }
        }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        NFHeader(family: family).encode(to: &writer)
        writer.attribute(Field.table, text: table)
        writer.attribute(Field.name, text: name)
        writer.attribute(Field.handle, bigEndian: handle)
        writer.attribute(Field.flags, bigEndian: flags.rawValue)
        writer.attribute(Field.keyType, bigEndian: key.id)
        writer.attribute(Field.keyLength, bigEndian: key.length)
        if let value {
            writer.attribute(Field.dataType, bigEndian: value.id)
            writer.attribute(Field.dataLength, bigEndian: value.length)
        }
        writer.attribute(Field.id, bigEndian: id)
        encodeDescription(to: &writer)
        writer.attribute(Field.timeout, bigEndian: timeout)
        if !userData.isEmpty { writer.attribute(Field.userData) { $0.append(userData) } }
        if let expression { writer.nested(Field.expression) { expression.encode(to: &$0) } }
        writer.attributes(unknown)
    }

    private func encodeDescription(to writer: inout ByteWriter) {
        if capacity == nil && fieldLengths.isEmpty && unknownDescription.isEmpty { return }
        writer.nested(Field.description) { writer in
            writer.attribute(DescriptionField.size, bigEndian: capacity)
            writer.attributes(unknownDescription)
            if fieldLengths.isEmpty { return }
            writer.nested(DescriptionField.concatenation) { writer in
                for length in fieldLengths {
                    writer.nested(NFListField.element) { $0.attribute(ConcatenationField.length, bigEndian: length) }
                }
            }
        }
    }
}
