// SPDX-License-Identifier: Apache-2.0

/// The neighbor table parameters of a link (`struct ndtmsg`, `NDTA_…` and `NDTPA_…`).
public struct NeighborTableMessage: Hashable, Sendable {
    /// The family.
    public var family: AddressFamily
    /// The name of the table, `arp_cache` or `ndisc_cache` (`NDTA_NAME`).
    public var name: String?
    /// The index of the link; 0 for the default parameters of all links (`NDTPA_IFINDEX`).
    public var linkIndex: LinkIndex?
    /// The number of multicast probes for an unknown neighbor (`NDTPA_MCAST_PROBES`).
    public var multicastProbes: UInt32?
    /// All other parameters, unchanged.
    public var unknownParameters: [Attribute] = []
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a message about the table of a family.
    public init(family: AddressFamily) {
        self.family = family
    }
}

extension NeighborTableMessage: NetlinkPayload {
    private enum Field {
        static let name: UInt16 = 1
        static let parameters: UInt16 = 6
        static let linkIndex: UInt16 = 1
        static let multicastProbes: UInt16 = 11
    }

    /// Decodes neighbor table parameters (`RTM_NEWNEIGHTBL`) or a change of them (`RTM_SETNEIGHTBL`).
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        family = AddressFamily(rawValue: try reader.integer("neighbor table family"))
        _ = try reader.bytes(3, of: "neighbor table header padding")
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.name: name = attribute.text
            case Field.parameters: try decodeParameters(attribute.attributes())
            default: unknown.append(attribute.detached)
            }
        }
    }

    private mutating func decodeParameters(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.linkIndex: linkIndex = try attribute.linkIndex()
            case Field.multicastProbes: multicastProbes = try attribute.integer()
            default: unknownParameters.append(attribute.detached)
            }
        }
    }

    /// Appends the message.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: family.rawValue)
        writer.append([0, 0, 0])
        writer.attribute(Field.name, text: name)
        if linkIndex != nil || multicastProbes != nil || !unknownParameters.isEmpty {
            writer.attribute(Field.parameters) { writer in
                writer.attribute(Field.linkIndex, link: linkIndex)
                writer.attribute(Field.multicastProbes, integer: multicastProbes)
                writer.attributes(unknownParameters)
            }
        }
        writer.attributes(unknown)
    }
}
