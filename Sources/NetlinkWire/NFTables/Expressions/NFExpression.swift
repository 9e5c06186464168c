// SPDX-License-Identifier: Apache-2.0

/// One step of a rule: it loads, compares, counts or decides (`NFTA_EXPR_*`).
public enum NFExpression: Hashable, Sendable {
    /// Loads or sets what the kernel knows about a packet.
    case meta(NFMeta)
    /// Goes on only if a register compares as said.
    case compare(NFCompare)
    /// Computes with the bits of a register.
    case bitwise(NFBitwise)
    /// Puts a constant into a register, or decides.
    case immediate(NFImmediate)
    /// Looks a register up in a set.
    case lookup(NFLookup)
    /// Adds an element to a set, or lets it last longer.
    case setUpdate(NFSetUpdate)
    /// Loads bytes of the packet.
    case payload(NFPayload)
    /// Loads or sets what the kernel knows about the packet's connection.
    case connection(NFConnection)
    /// Counts packets and bytes.
    case counter(NFCounter)
    /// Goes on only if the packet's connections are more than a limit, or not more.
    case connectionLimit(NFConnectionLimit)
    /// Asks the routing tables about the packet.
    case route(NFRouteLookup)
    /// Loads what the packet's route says.
    case routing(NFRouting)
    /// Loads or sets an option of the packet's headers.
    case option(NFHeaderOption)
    /// Turns numbers from one byte order into the other.
    case byteOrder(NFByteOrder)
    /// Goes on only if a register lies in a range.
    case range(NFRange)
    /// Gives the connection another source or destination.
    case translation(NFTranslation)
    /// Gives the connection the address of the interface that it leaves by.
    case masquerade(NFMasquerade)
    /// Gives the connection this host as its destination.
    case redirect(NFRedirect)
    /// Drops the packet and tells its sender.
    case reject(NFReject)
    /// Any other, kept as it came.
    case other(NFOtherExpression)

    /// Decides at once.
    public static func verdict(_ verdict: NFVerdict) -> NFExpression {
        .immediate(NFImmediate(into: .verdict, data: .verdict(verdict)))
    }

    /// The same with its counter at zero: what a rule does, whatever has come by.
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

    /// An expression of a kind that is known, and with nothing in it that is not.
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
