// SPDX-License-Identifier: Apache-2.0

/// A named set of keys, or a map from keys to values.
public struct NFSet: Hashable, Sendable {
    /// The family of its table.
    public var family: NFFamily
    /// The name of its table (`NFTA_SET_TABLE`).
    public var table: String
    /// The name (`NFTA_SET_NAME`).
    public var name: String
    /// What it is made for (`NFTA_SET_FLAGS`).
    public var flags: NFSetFlags
    /// What its keys are (`NFTA_SET_KEY_TYPE`, `NFTA_SET_KEY_LEN`).
    public var key: NFDataType
    /// What its values are if it is a map (`NFTA_SET_DATA_TYPE`, `NFTA_SET_DATA_LEN`).
    public var value: NFDataType?
    /// A number of one's choice for it within one batch (`NFTA_SET_ID`); the kernel wants one.
    public var id: UInt32?
    /// The most elements that it takes (`NFTA_SET_DESC_SIZE`).
    public var capacity: UInt32?
    /// The lengths of the fields of a concatenation of ranges, in bytes (`NFTA_SET_DESC_CONCAT`).
    public var fieldLengths: [UInt32]
    /// Attributes of the description (`NFTA_SET_DESC`) that this type does not know.
    public var unknownDescription: [Attribute]
    /// How long elements last unless they say so themselves, in milliseconds (`NFTA_SET_TIMEOUT`).
    public var timeout: UInt64?
    /// What each element has a state of its own for, such as a counter (`NFTA_SET_EXPR`).
    public var expression: NFExpression?
    /// Bytes for whoever made it (`NFTA_SET_USERDATA`); `nft` keeps how to show elements there.
    public var userData: [UInt8]
    /// The kernel's number for it (`NFTA_SET_HANDLE`); only read.
    public var handle: UInt64?
    /// Attributes that this type does not know.
    public var unknown: [Attribute]

    init(family: NFFamily) {
        self.family = family
        self.table = ""
        self.name = ""
        self.flags = []
        self.key = NFDataType(id: 0, length: 0)
        self.fieldLengths = []
        self.userData = []
        self.unknownDescription = []
        self.unknown = []
    }

    /// A set to be made whose keys have one field, or several (`ipv4_addr . ifname`); a map if it has values.
    public init(
        family: NFFamily,
        table: String,
        name: String,
        key fields: [NFDataType],
        value: [NFDataType] = [],
        flags: NFSetFlags = []
    ) {
        self.init(family: family)
        self.table = table
        self.name = name
        self.flags = flags
        self.key = NFDataType.joining(fields)
        self.id = 0
        self.userData = Self.hint(0, for: key)
        if !value.isEmpty {
            let value = NFDataType.joining(value)
            self.value = value
            self.flags.insert(.map)
            self.userData += Self.hint(1, for: value)
        }
        if fields.count > 1 && flags.contains(.interval) {
            // Ranges in each field of its own are another kind of set in the kernel, which must know the fields.
            self.flags.insert(.concatenation)
            self.fieldLengths = fields.map(\.length)
        }
    }

    /// What tells `nft` the byte order of keys (0) or values (1), without which it shows names as empty
    /// (`NFTNL_UDATA_SET_KEYBYTEORDER`, `NFTNL_UDATA_SET_DATABYTEORDER`): a type, a length, a number.
    private static func hint(_ type: UInt8, for dataType: NFDataType) -> [UInt8] {
        [type, 4] + dataType.byteOrder.hostBytes
    }
}
