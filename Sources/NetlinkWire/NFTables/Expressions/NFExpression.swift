// SPDX-License-Identifier: Apache-2.0

/// An expression of a rule, which loads, compares, counts or decides (`NFTA_EXPR_*`).
public enum NFExpression: Hashable, Sendable {
    /// Loads or sets metadata of the packet.
    case meta(NFMeta)
    /// Continues if a register compares as specified.
    case compare(NFCompare)
    /// Computes with the bits of a register.
    case bitwise(NFBitwise)
    /// Loads a constant into a register, or sets a verdict.
    case immediate(NFImmediate)
    /// Looks up a register in a set.
    case lookup(NFLookup)
    /// Adds an element to a set, or renews its timeout.
    case setUpdate(NFSetUpdate)
    /// Loads bytes of the packet.
    case payload(NFPayload)
    /// Loads or sets data of the packet's connection.
    case connection(NFConnection)
    /// Counts packets and bytes.
    case counter(NFCounter)
    /// Continues if the number of connections is above a limit, or up to it.
    case connectionLimit(NFConnectionLimit)
    /// Looks up an address of the packet in the routing tables.
    case route(NFRouteLookup)
    /// Loads data of the packet's route.
    case routing(NFRouting)
    /// Loads or sets an option of the packet's headers.
    case option(NFHeaderOption)
    /// Converts numbers from one byte order into the other.
    case byteOrder(NFByteOrder)
    /// Continues if a register is in a range.
    case range(NFRange)
    /// Translates the source or destination of the connection.
    case translation(NFTranslation)
    /// Translates the source of the connection to the address of the output interface.
    case masquerade(NFMasquerade)
    /// Translates the destination of the connection to this host.
    case redirect(NFRedirect)
    /// Drops the packet and sends an error to its sender.
    case reject(NFReject)
    /// Any other expression, unchanged.
    case other(NFOtherExpression)

    /// Returns an expression that sets a verdict.
    public static func verdict(_ verdict: NFVerdict) -> NFExpression {
        .immediate(NFImmediate(into: .verdict, data: .verdict(verdict)))
    }

    /// The expression with its counter at zero, for comparison of rules regardless of traffic.
    public var uncounted: NFExpression {
        if case .counter = self { .counter(NFCounter()) } else { self }
    }
}

extension NFExpression {
    enum Field {
        static let name: UInt16 = 1
        static let data: UInt16 = 2
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        var name = ""
        var data: Attribute?
        var unknown: [Attribute] = []
        for attribute in attributes {
            switch attribute.type {
            case Field.name: name = attribute.text
            case Field.data: data = attribute
            default: unknown.append(attribute.detached)
            }
        }
        if unknown.isEmpty, let data, let known = try Self.decode(name, from: try data.attributes()) {
            self = known
        } else {
            self = .other(NFOtherExpression(name: name, data: data?.detached, unknown: unknown))
        }
    }

    /// Decodes an expression; nil for an unsupported kind, or for one with unsupported content.
    private static func decode(_ name: String, from attributes: [Attribute]) throws(DecodeError) -> NFExpression? {
        switch name {
        case NFMeta.name: try NFMeta(attributes).map(Self.meta)
        case NFCompare.name: try NFCompare(attributes).map(Self.compare)
        case NFBitwise.name: try NFBitwise(attributes).map(Self.bitwise)
        case NFImmediate.name: try NFImmediate(attributes).map(Self.immediate)
        case NFLookup.name: try NFLookup(attributes).map(Self.lookup)
        case NFSetUpdate.name: try NFSetUpdate(attributes).map(Self.setUpdate)
        case NFPayload.name: try NFPayload(attributes).map(Self.payload)
        case NFConnection.name: try NFConnection(attributes).map(Self.connection)
        case NFCounter.name: try NFCounter(attributes).map(Self.counter)
        case NFConnectionLimit.name: try NFConnectionLimit(attributes).map(Self.connectionLimit)
        case NFRouteLookup.name: try NFRouteLookup(attributes).map(Self.route)
        case NFRouting.name: try NFRouting(attributes).map(Self.routing)
        case NFHeaderOption.name: try NFHeaderOption(attributes).map(Self.option)
        case NFByteOrder.name: try NFByteOrder(attributes).map(Self.byteOrder)
        case NFRange.name: try NFRange(attributes).map(Self.range)
        case NFTranslation.name: try NFTranslation(attributes).map(Self.translation)
        case NFMasquerade.name: try NFMasquerade(attributes).map(Self.masquerade)
        case NFRedirect.name: try NFRedirect(attributes).map(Self.redirect)
        case NFReject.name: try NFReject(attributes).map(Self.reject)
        default: nil
        }
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .meta(let kind): kind.encodeExpression(to: &writer)
        case .compare(let kind): kind.encodeExpression(to: &writer)
        case .bitwise(let kind): kind.encodeExpression(to: &writer)
        case .immediate(let kind): kind.encodeExpression(to: &writer)
        case .lookup(let kind): kind.encodeExpression(to: &writer)
        case .setUpdate(let kind): kind.encodeExpression(to: &writer)
        case .payload(let kind): kind.encodeExpression(to: &writer)
        case .connection(let kind): kind.encodeExpression(to: &writer)
        case .counter(let kind): kind.encodeExpression(to: &writer)
        case .connectionLimit(let kind): kind.encodeExpression(to: &writer)
        case .route(let kind): kind.encodeExpression(to: &writer)
        case .routing(let kind): kind.encodeExpression(to: &writer)
        case .option(let kind): kind.encodeExpression(to: &writer)
        case .byteOrder(let kind): kind.encodeExpression(to: &writer)
        case .range(let kind): kind.encodeExpression(to: &writer)
        case .translation(let kind): kind.encodeExpression(to: &writer)
        case .masquerade(let kind): kind.encodeExpression(to: &writer)
        case .redirect(let kind): kind.encodeExpression(to: &writer)
        case .reject(let kind): kind.encodeExpression(to: &writer)
        case .other(let other):
            writer.attribute(Field.name, text: other.name)
            if let data = other.data { writer.attribute(data) }
            writer.attributes(other.unknown)
        }
    }
}
