// SPDX-License-Identifier: Apache-2.0

/// The metrics of a route (`RTA_METRICS`, `RTAX_…`).
public struct RouteMetrics: Hashable, Sendable {
    /// The MTU in bytes (`RTAX_MTU`).
    public var mtu: UInt32?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates metrics, with an MTU if specified.
    public init(mtu: UInt32? = nil) {
        self.mtu = mtu
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.mtu: mtu = try attribute.integer()
            default: unknown.append(attribute.detached)
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.mtu, integer: mtu)
        writer.attributes(unknown)
    }

    /// `RTAX_…`.
    private enum Field {
        static let mtu: UInt16 = 2
    }
}
