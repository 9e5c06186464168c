// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// The position of attributes in bytes.
///
/// Netlink ignores the order of attributes and the zero at the end of a text. Comparisons therefore use the settled form of both sides.
indirect enum Shape {
    /// Attributes after a header of a number of bytes, with the shapes of some of them by type.
    case attributes(after: Int = 0, [UInt16: Shape] = [:])
    /// A text.
    case text

    /// Returns the bytes with attributes in the order of their types, without the excluded types.
    func settle(_ bytes: ArraySlice<UInt8>, without: Set<UInt16> = []) throws -> [UInt8] {
        switch self {
        case .text:
            return Array(bytes.prefix { $0 != 0 })
        case .attributes(let header, let shapes):
            var writer = ByteWriter()
            writer.append(bytes.prefix(header))
            let attributes = try Attribute.decodeAll(bytes.dropFirst(header))
            for attribute in attributes.sorted(by: { $0.type < $1.type }) where !without.contains(attribute.type) {
                let payload = try shapes[attribute.type]?.settle(attribute.payload) ?? Array(attribute.payload)
                writer.attribute(attribute.rawType) { $0.append(payload) }
            }
            return writer.bytes
        }
    }

    static let link = Shape.attributes(
        after: 16,
        [12: .attributes(), 18: .attributes([1: .text, 2: .attributes(), 4: .text, 5: .attributes()])]
    )
    static let veth = Shape.attributes(
        after: 16,
        [
            18: .attributes(
                after: 0,
                [1: .text, 2: .attributes([1: .attributes(after: 16)]), 4: .text, 5: .attributes()]
            )
        ]
    )
    static let address = Shape.attributes(after: 8)
    static let route = Shape.attributes(after: 12)
    static let neighbor = Shape.attributes(after: 12)
    static let routingRule = Shape.attributes(after: 12, [3: .text, 17: .text])
}
