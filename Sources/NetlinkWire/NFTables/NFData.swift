// SPDX-License-Identifier: Apache-2.0

/// What a register, a key or a mapping holds (`NFTA_DATA_*`).
public enum NFData: Hashable, Sendable {
    /// Bytes as the kernel compares them: addresses and ports in network order, marks and the like in the host's.
    case value([UInt8])
    /// What becomes of a packet.
    case verdict(NFVerdict)
    /// Anything else, as it came.
    case other(unknown: [Attribute])
}

extension NFData {
    private enum Field {
        static let value: UInt16 = 1
        static let verdict: UInt16 = 2
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        switch attributes.first?.type {
        case Field.value where attributes.count == 1: self = .value(Array(attributes[0].payload))
        case Field.verdict where attributes.count == 1:
            self = .verdict(try NFVerdict(try attributes[0].attributes()))
        case nil: self = .value([])
        default: self = .other(unknown: attributes.map(\.detached))
        }
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .value(let bytes): writer.attribute(Field.value) { $0.append(bytes) }
        case .verdict(let verdict): writer.nested(Field.verdict) { verdict.encode(to: &$0) }
        case .other(let unknown): writer.attributes(unknown)
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
