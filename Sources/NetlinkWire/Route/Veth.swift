// SPDX-License-Identifier: Apache-2.0

/// A veth (`VETH_INFO_…`); one message creates both ends.
public struct Veth: Hashable, Sendable {
    /// The peer, in a request that creates the pair; the kernel never reports it (`VETH_INFO_PEER`).
    ///
    /// The peer has all attributes of a link except a kind.
    public var peer: LinkMessage?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a veth with a description of its peer; for nil, the kernel selects the name of the peer.
    public init(peer: LinkMessage? = nil) {
        self.peer = peer
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.peer: peer = try LinkMessage(payload: attribute.payload, readsKind: false)
            default: unknown.append(attribute.detached)
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        if let peer { writer.attribute(Field.peer) { peer.encode(to: &$0) } }
        writer.attributes(unknown)
    }

    /// `VETH_INFO_…`.
    private enum Field {
        static let peer: UInt16 = 1
    }
}
