// SPDX-License-Identifier: Apache-2.0

/// What `nft` keeps of a thing beside what the kernel needs: fields of a type and some bytes each (`nftnl_udata`).
struct NFUserData {
    private struct Field {
        let type: UInt8
        let bytes: [UInt8]
    }

    /// How many bytes of a comment `nft` takes (`NFTNL_UDATA_COMMENT_MAXLEN`).
    private static var longestComment: Int { 128 }

    private var fields: [Field] = []

    /// Reads user data; empty if it is nothing that `nft` keeps.
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

    /// The bytes as the kernel keeps them.
    var bytes: [UInt8] {
        fields.flatMap { [$0.type, UInt8($0.bytes.count)] + $0.bytes }
    }

    /// The text of the field of a type, which ends in a zero byte.
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
    /// What `nft` calls `comment`, at most 128 bytes; user data of another form gives way to it.
    public var comment: String? {
        get { userData[comment: 0] }
        set { userData[comment: 0] = newValue }
    }
}

extension NFChain {
    /// What `nft` calls `comment`, at most 128 bytes; user data of another form gives way to it.
    public var comment: String? {
        get { userData[comment: 0] }
        set { userData[comment: 0] = newValue }
    }
}

extension NFRule {
    /// What `nft` calls `comment`, at most 128 bytes; user data of another form gives way to it.
    public var comment: String? {
        get { userData[comment: 0] }
        set { userData[comment: 0] = newValue }
    }
}

extension NFSet {
    /// What `nft` calls `comment`, at most 128 bytes; user data of another form gives way to it.
    public var comment: String? {
        get { userData[comment: 7] }
        set { userData[comment: 7] = newValue }
    }
}

extension NFElement {
    /// What `nft` calls `comment`, at most 128 bytes; user data of another form gives way to it.
    public var comment: String? {
        get { userData[comment: 0] }
        set { userData[comment: 0] = newValue }
    }
}
