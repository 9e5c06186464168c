// SPDX-License-Identifier: Apache-2.0

/// A named set of keys, or a map from keys to values.
public struct NFSet: Hashable, Sendable {
    /// The family of the table.
    public var family: NFFamily
    /// The name of the table (`NFTA_SET_TABLE`).
    public var table: String
    /// The name (`NFTA_SET_NAME`).
    public var name: String
    /// The properties of the set (`NFTA_SET_FLAGS`).
    public var flags: NFSetFlags
    /// The type of the keys (`NFTA_SET_KEY_TYPE`, `NFTA_SET_KEY_LEN`).
    public var key: NFDataType
    /// The type of the values, for a map (`NFTA_SET_DATA_TYPE`, `NFTA_SET_DATA_LEN`).
    public var value: NFDataType?
    /// An arbitrary number that identifies the set within one batch (`NFTA_SET_ID`); the kernel requires one.
    public var id: UInt32?
    /// The maximum number of elements (`NFTA_SET_DESC_SIZE`).
    public var capacity: UInt32?
    /// The lengths of the fields of a concatenation of ranges, in bytes (`NFTA_SET_DESC_CONCAT`).
    public var fieldLengths: [UInt32]
    /// The attributes of the description (`NFTA_SET_DESC`) that this type does not decode.
    public var unknownDescription: [Attribute]
    /// The default timeout of elements, in milliseconds (`NFTA_SET_TIMEOUT`).
    public var timeout: UInt64?
    /// The expression whose state each element has, such as a counter (`NFTA_SET_EXPR`).
    public var expression: NFExpression?
    /// The data of the creating program (`NFTA_SET_USERDATA`); `nft` stores the format of elements here.
    public var userData: [UInt8]
    /// The kernel's handle (`NFTA_SET_HANDLE`); read-only.
    public var handle: UInt64?
    /// The attributes that this type does not decode.
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

    /// Creates a set whose keys have one field or several (`ipv4_addr . ifname`); a map if the values have a type.
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
            // For ranges in each field, the kernel uses another kind of set, which needs the lengths of the fields.
            self.flags.insert(.concatenation)
            self.fieldLengths = fields.map(\.length)
        }
    }

    /// Returns the hint for `nft` about the byte order of keys (0) or values (1); without the hint, `nft` shows names as empty.
    ///
    /// The bytes are a type (`NFTNL_UDATA_SET_KEYBYTEORDER`, `NFTNL_UDATA_SET_DATABYTEORDER`), a length and a number.
    private static func hint(_ type: UInt8, for dataType: NFDataType) -> [UInt8] {
        [type, 4] + dataType.byteOrder.hostBytes
    }
}
