// SPDX-License-Identifier: Apache-2.0

/// The content of a register, a key or a map value (`NFTA_DATA_*`).
public enum NFData: Hashable, Sendable {
    /// Bytes in the order of the kernel's comparison: addresses and ports in network byte order, marks and similar in host byte order.
    case value([UInt8])
    /// A verdict.
    case verdict(NFVerdict)
    /// Any other data, unchanged.
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

    /// Returns the bytes of a value; throws for a verdict.
    static func bytes(_ attribute: Attribute) throws(DecodeError) -> [UInt8] {
        guard case .value(let bytes) = try NFData(try attribute.attributes()) else {
            throw attribute.malformed("value")
        }
        return bytes
    }
}
