// SPDX-License-Identifier: Apache-2.0

/// A chain of rules: a base chain, or a target of jumps.
public struct NFChain: Hashable, Sendable {
    /// The family of the table.
    public var family: NFFamily
    /// The name of the table (`NFTA_CHAIN_TABLE`).
    public var table: String
    /// The name (`NFTA_CHAIN_NAME`).
    public var name: String
    /// The properties of a base chain; nil for a chain that only rules jump to.
    public var base: NFBaseChain?
    /// The data of the creating program, up to 256 bytes (`NFTA_CHAIN_USERDATA`).
    public var userData: [UInt8]
    /// The kernel's handle (`NFTA_CHAIN_HANDLE`); read-only.
    public var handle: UInt64?
    /// The number of rules in the chain and of rules that jump to it (`NFTA_CHAIN_USE`); read-only.
    public var useCount: UInt32?
    /// The attributes that this type does not decode.
    public var unknown: [Attribute]

    /// Creates a chain.
    public init(family: NFFamily, table: String, name: String, base: NFBaseChain? = nil) {
        self.family = family
        self.table = table
        self.name = name
        self.base = base
        self.userData = []
        self.unknown = []
    }
}

extension NFChain: NetlinkPayload {
    private enum Field {
        static let table: UInt16 = 1
        static let handle: UInt16 = 2
        static let name: UInt16 = 3
        static let hook: UInt16 = 4
        static let policy: UInt16 = 5
        static let use: UInt16 = 6
        static let type: UInt16 = 7
        static let flags: UInt16 = 10
        static let userData: UInt16 = 12
    }

    fileprivate enum HookField {
        static let number: UInt16 = 1
        static let priority: UInt16 = 2
    }

    /// The flag of base chains (`NFT_CHAIN_BASE`), implied by the hook.
    private static var baseFlag: UInt32 { 1 }

    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        self.init(family: try NFHeader(&reader).family, table: "", name: "")
        var base = NFBaseChain(type: "", hook: .prerouting, priority: 0)
        var isBase = false
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.table: table = attribute.text
            case Field.handle: handle = try attribute.bigEndianInteger()
            case Field.name: name = attribute.text
            case Field.hook:
                isBase = true
                try base.decodeHook(attribute.attributes())
            case Field.policy:
                base.policy = NFBaseChain.Policy(rawValue: try attribute.bigEndianInteger())
            case Field.use: useCount = try attribute.bigEndianInteger()
            case Field.type: base.type = attribute.text
            case Field.flags:
                let flags: UInt32 = try attribute.bigEndianInteger()
                if flags != Self.baseFlag { unknown.append(attribute.detached) }
            case Field.userData: userData = Array(attribute.payload)
            default: unknown.append(attribute.detached)
            }
        }
        if isBase { self.base = base }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        NFHeader(family: family).encode(to: &writer)
        writer.attribute(Field.table, text: table)
        writer.attribute(Field.handle, bigEndian: handle)
        writer.attribute(Field.name, text: name)
        if let base {
            writer.attribute(Field.type, text: base.type)
            writer.attribute(Field.policy, bigEndian: base.policy.rawValue)
            writer.nested(Field.hook) { writer in
                writer.attribute(HookField.number, bigEndian: base.hook.rawValue)
                writer.attribute(HookField.priority, bigEndian: UInt32(bitPattern: base.priority))
                writer.attributes(base.unknown)
            }
        }
        writer.attribute(Field.use, bigEndian: useCount)
        if !userData.isEmpty { writer.attribute(Field.userData) { $0.append(userData) } }
        writer.attributes(unknown)
    }
}

extension NFBaseChain {
    fileprivate mutating func decodeHook(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case NFChain.HookField.number: hook = NFHook(rawValue: try attribute.bigEndianInteger())
            case NFChain.HookField.priority: priority = Int32(bitPattern: try attribute.bigEndianInteger())
            default: unknown.append(attribute.detached)
            }
        }
    }
}
