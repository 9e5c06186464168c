// SPDX-License-Identifier: Apache-2.0

/// A table of nf_tables: a namespace for chains and sets.
public struct NFTable: Hashable, Sendable {
    /// The family of packets that the chains process.
    public var family: NFFamily
    /// The name (`NFTA_TABLE_NAME`).
    public var name: String
    /// The flags (`NFTA_TABLE_FLAGS`): 1 dormant, 2 owned by the creating socket.
    public var flags: UInt32
    /// The data of the creating program, up to 256 bytes (`NFTA_TABLE_USERDATA`).
    public var userData: [UInt8]
    /// The kernel's handle (`NFTA_TABLE_HANDLE`); read-only.
    public var handle: UInt64?
    /// The number of chains, sets and objects in the table (`NFTA_TABLE_USE`); read-only.
    public var useCount: UInt32?
    /// The attributes that this type does not decode.
    public var unknown: [Attribute]

    /// Creates a table.
    public init(family: NFFamily, name: String, flags: UInt32 = 0, userData: [UInt8] = []) {
        self.family = family
        self.name = name
        self.flags = flags
        self.userData = userData
        self.unknown = []
    }
}

extension NFTable: NetlinkPayload {
    private enum Field {
        static let name: UInt16 = 1
        static let flags: UInt16 = 2
        static let use: UInt16 = 3
        static let handle: UInt16 = 4
        static let userData: UInt16 = 6
    }

    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        self.init(family: try NFHeader(&reader).family, name: "")
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.name: name = attribute.text
            case Field.flags: flags = try attribute.bigEndianInteger()
            case Field.use: useCount = try attribute.bigEndianInteger()
            case Field.handle: handle = try attribute.bigEndianInteger()
            case Field.userData: userData = Array(attribute.payload)
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        NFHeader(family: family).encode(to: &writer)
        writer.attribute(Field.name, text: name)
        writer.attribute(Field.flags, bigEndian: flags)
        writer.attribute(Field.use, bigEndian: useCount)
        writer.attribute(Field.handle, bigEndian: handle)
        if !userData.isEmpty { writer.attribute(Field.userData) { $0.append(userData) } }
        writer.attributes(unknown)
    }
}
