// SPDX-License-Identifier: Apache-2.0

/// A veth (`VETH_INFO_…`): one message makes both its ends.
public struct Veth: Hashable, Sendable {
    /// The other end, in a request that makes the pair; the kernel never tells it (`VETH_INFO_PEER`).
    ///
    /// It has all that a link has but a kind of its own.
    public var peer: LinkMessage?
    /// All other attributes, as they came.
    public var unknown: [Attribute] = []

    /// A veth whose other end is described; nil leaves its name to the kernel.
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
