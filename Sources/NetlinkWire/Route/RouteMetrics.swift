// SPDX-License-Identifier: Apache-2.0

/// What a route knows about the way (`RTA_METRICS`, `RTAX_…`).
public struct RouteMetrics: Hashable, Sendable {
    /// The longest packet in bytes (`RTAX_MTU`).
    public var mtu: UInt32?
    /// All other metrics, as they came.
    public var unknown: [Attribute] = []

    /// The metrics of a route that knows this, or nothing.
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
