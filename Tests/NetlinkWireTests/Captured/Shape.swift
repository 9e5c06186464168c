// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// Where attributes are found in bytes.
///
/// Their order means nothing to netlink, nor whether a text ends in a zero: bytes are compared after both have been
/// settled.
indirect enum Shape {
    /// Attributes after a header of so many bytes; those named have a shape of their own.
    case attributes(after: Int = 0, [UInt16: Shape] = [:])
    /// A text.
    case text

    /// The bytes with attributes in the order of their types, without those of the types that are left out.
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
