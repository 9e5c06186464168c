// SPDX-License-Identifier: Apache-2.0

/// The expression that describes a key field for `nft` (`typeof`), where the type has no name that `nft` can parse.
///
/// The kernel stores it for `nft` in the user data of the set (`NFTNL_UDATA_SET_KEY_TYPEOF`), and only compares bytes.
public enum NFTypeOf: Hashable, Sendable {
    /// The name of the input interface (`iifname`).
    case inputName
    /// The source MAC address of a frame (`ether saddr`).
    case frameSource
    /// A range of bits from the start of the network header (`@nh,384,128`); offset and length are in bits.
    case networkBits(offset: UInt32, length: UInt32)

    /// The type of the bytes.
    var dataType: NFDataType {
        switch self {
        case .inputName: .interfaceName
        case .frameSource: .macAddress
        case .networkBits(_, let length): NFDataType(id: 4, length: length / 8)
        }
    }

    /// The kind of expression and its numbers, in the format of `nft`.
    private var words: (kind: UInt32, numbers: [UInt32]) {
        switch self {
        case .inputName: (9, [NFMetaKey.inputName.rawValue])
        case .frameSource: (7, [17, 2])
        case .networkBits(let offset, let length): (7, [0, 0, 2, offset, length])
        }
    }

    /// Returns the user data of a set whose keys are a concatenation of these fields.
    static func userData(of fields: [NFTypeOf]) -> [UInt8] {
        let concatenation: UInt32 = 13
        let parts = fields.enumerated().flatMap { place, field in
            let (kind, numbers) = field.words
            let details = numbers.enumerated().flatMap { self.field(UInt8($0), number: $1) }
            return Self.field(UInt8(place), bytes: Self.field(0, number: kind) + Self.field(1, bytes: details))
        }
        return field(3, bytes: field(0, number: concatenation) + field(1, bytes: parts))
    }

    private static func field(_ type: UInt8, bytes: [UInt8]) -> [UInt8] { [type, UInt8(bytes.count)] + bytes }
    private static func field(_ type: UInt8, number: UInt32) -> [UInt8] { field(type, bytes: number.hostBytes) }
}

extension NFSet {
    /// Creates a set whose keys are a concatenation of expressions.
    ///
    /// Equivalent to: `nft add set bridge mdnp NAME '{ typeof iifname . ether saddr . @nh,384,128; }'`
    public init(
        family: NFFamily,
        table: String,
        name: String,
        typeOf fields: [NFTypeOf],
        flags: NFSetFlags = []
    ) {
        self.init(family: family, table: table, name: name, key: fields.map(\.dataType), flags: flags)
        userData += NFTypeOf.userData(of: fields)
    }
}
