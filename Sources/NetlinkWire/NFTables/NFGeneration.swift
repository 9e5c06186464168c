// SPDX-License-Identifier: Apache-2.0

/// Which state the ruleset of a namespace is in: each change that was committed counts one up.
public struct NFGeneration: Hashable, Sendable {
    /// The number (`NFTA_GEN_ID`).
    public var id: UInt32
    /// The process that changed it last (`NFTA_GEN_PROC_PID`).
    public var processID: UInt32?
    /// The name of that process (`NFTA_GEN_PROC_NAME`).
    public var processName: String?
    /// Attributes that this type does not know.
    public var unknown: [Attribute]

    /// A generation by its number.
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

    /// Reads it from the payload of a message.
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
        // The lower half stands in the header too.
        NFHeader(family: .unspecified, resourceID: UInt16(truncatingIfNeeded: id)).encode(to: &writer)
        writer.attribute(Field.id, bigEndian: id)
        writer.attribute(Field.processID, bigEndian: processID)
        writer.attribute(Field.processName, text: processName)
        writer.attributes(unknown)
    }
}
