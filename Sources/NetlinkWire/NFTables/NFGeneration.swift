// SPDX-License-Identifier: Apache-2.0

/// The generation of a namespace's ruleset, which each committed change increments.
public struct NFGeneration: Hashable, Sendable {
    /// The number (`NFTA_GEN_ID`).
    public var id: UInt32
    /// The process of the last change (`NFTA_GEN_PROC_PID`).
    public var processID: UInt32?
    /// The name of the process (`NFTA_GEN_PROC_NAME`).
    public var processName: String?
    /// The attributes that this type does not decode.
    public var unknown: [Attribute]

    /// Creates a generation from its number.
    public init(id: UInt32) {
        self.id = id
        self.unknown = []
    }
}

extension NFGeneration: NetlinkPayload {
    private enum Field {
        static let id: UInt16 = 1
        static let processID: UInt16 = 2
        static let processName: UInt16 = 3
    }

    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        _ = try NFHeader(&reader)
        self.init(id: 0)
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.id: id = try attribute.bigEndianInteger()
            case Field.processID: processID = try attribute.bigEndianInteger()
            case Field.processName: processName = attribute.text
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        // The header also contains the lower half.
        NFHeader(family: .unspecified, resourceID: UInt16(truncatingIfNeeded: id)).encode(to: &writer)
        writer.attribute(Field.id, bigEndian: id)
        writer.attribute(Field.processID, bigEndian: processID)
        writer.attribute(Field.processName, text: processName)
        writer.attributes(unknown)
    }
}
