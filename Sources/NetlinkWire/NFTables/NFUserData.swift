// SPDX-License-Identifier: Apache-2.0

/// The user data that `nft` stores with an object: fields of a type and some bytes (`nftnl_udata`).
struct NFUserData {
    private struct Field {
        let type: UInt8
        let bytes: [UInt8]
    }

    /// The maximum length of a comment in `nft`, in bytes (`NFTNL_UDATA_COMMENT_MAXLEN`).
    private static var longestComment: Int { 128 }

    private var fields: [Field] = []

    /// Creates user data from bytes; empty if the bytes have another format.
    init(bytes: [UInt8]) {
        var rest = bytes[...]
        while let type = rest.popFirst() {
            guard let length = rest.popFirst(), rest.count >= length else {
                fields = []
                return
            }
            fields.append(Field(type: type, bytes: Array(rest.prefix(Int(length)))))
            rest = rest.dropFirst(Int(length))
        }
    }

    /// The encoded user data.
    var bytes: [UInt8] {
        fields.flatMap { [$0.type, UInt8($0.bytes.count)] + $0.bytes }
    }

    /// The text in the field of a type, without its terminating zero byte.
    subscript(text type: UInt8) -> String? {
        get {
            fields.first { $0.type == type }.map { String(decoding: $0.bytes.prefix { $0 != 0 }, as: UTF8.self) }
        }
        set {
            fields.removeAll { $0.type == type }
            guard let newValue else { return }
            fields.append(Field(type: type, bytes: Array(newValue.utf8.prefix(Self.longestComment)) + [0]))
        }
    }
}

extension [UInt8] {
    /// The comment in user data, in the field of a type.
    fileprivate subscript(comment type: UInt8) -> String? {
        get { NFUserData(bytes: self)[text: type] }
        set {
            var data = NFUserData(bytes: self)
            data[text: type] = newValue
            self = data.bytes
        }
    }
}

extension NFTable {
    /// The `comment` of `nft`, up to 128 bytes; setting it discards user data of another format.
    public var comment: String? {
        get { userData[comment: 0] }
        set { userData[comment: 0] = newValue }
    }
}

extension NFChain {
    /// The `comment` of `nft`, up to 128 bytes; setting it discards user data of another format.
    public var comment: String? {
        get { userData[comment: 0] }
        set { userData[comment: 0] = newValue }
    }
}

extension NFRule {
    /// The `comment` of `nft`, up to 128 bytes; setting it discards user data of another format.
    public var comment: String? {
        get { userData[comment: 0] }
        set { userData[comment: 0] = newValue }
    }
}

extension NFSet {
    /// The `comment` of `nft`, up to 128 bytes; setting it discards user data of another format.
    public var comment: String? {
        get { userData[comment: 7] }
        set { userData[comment: 7] = newValue }
    }
}

extension NFElement {
    /// The `comment` of `nft`, up to 128 bytes; setting it discards user data of another format.
    public var comment: String? {
        get { userData[comment: 0] }
        set { userData[comment: 0] = newValue }
    }
}
