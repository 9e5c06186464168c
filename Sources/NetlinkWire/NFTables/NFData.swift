/// What a register, a key or a mapping holds (`NFTA_DATA_*`).
public enum NFData: Hashable, Sendable {
    /// Bytes as the kernel compares them: addresses and ports in network order, marks and the like in the host's.
    case value([UInt8])
    /// What becomes of a packet.
    case verdict(NFVerdict)
}

extension NFData {
    private enum Field {
        static let value: UInt16 = 1
        static let verdict: UInt16 = 2
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        var data = NFData.value([])
        for attribute in attributes {
            switch attribute.type {
            case Field.value: data = .value(Array(attribute.payload))
            case Field.verdict: data = .verdict(try NFVerdict(try attribute.attributes()))
            default: throw attribute.malformed("data attribute")
            }
        }
        self = data
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .value(let bytes): writer.attribute(Field.value) { $0.append(bytes) }
        case .verdict(let verdict): writer.nested(Field.verdict) { verdict.encode(to: &$0) }
        }
    }

    /// The bytes of a value; a verdict is not one.
    static func bytes(_ attribute: Attribute) throws(DecodeError) -> [UInt8] {
        guard case .value(let bytes) = try NFData(try attribute.attributes()) else {
            throw attribute.malformed("value")
        }
        return bytes
    }
}
