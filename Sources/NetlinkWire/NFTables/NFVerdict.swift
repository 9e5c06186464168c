// SPDX-License-Identifier: Apache-2.0

/// A verdict on a packet.
public enum NFVerdict: Hashable, Sendable {
    /// Drops the packet (`NF_DROP`).
    case drop
    /// Accepts the packet at this base chain; the next base chain of the hook receives it (`NF_ACCEPT`).
    case accept
    /// Continues with the next rule (`NFT_CONTINUE`).
    case `continue`
    /// Ends this rule and continues with the next one (`NFT_BREAK`).
    case `break`
    /// Evaluates a chain, then continues with the next rule (`NFT_JUMP`).
    case jump(String)
    /// Evaluates a chain in place of the rest of this one (`NFT_GOTO`).
    case goto(String)
    /// Returns to the calling chain (`NFT_RETURN`).
    case `return`
    /// Any other verdict, such as a queue, by its number and its other attributes.
    case other(Int32, unknown: [Attribute] = [])
}

extension NFVerdict {
    private enum Field {
        static let code: UInt16 = 1
        static let chain: UInt16 = 2
    }

    private var code: Int32 {
        switch self {
        case .drop: 0
        case .accept: 1
        case .continue: -1
        case .break: -2
        case .jump: -3
        case .goto: -4
        case .return: -5
        case .other(let code, _): code
        }
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        var code: Int32 = 0
        var chain = ""
        var unknown: [Attribute] = []
        for attribute in attributes {
            switch attribute.type {
            case Field.code: code = Int32(bitPattern: try attribute.bigEndianInteger())
            case Field.chain: chain = attribute.text
            default: unknown.append(attribute.detached)
            }
        }
        guard unknown.isEmpty else {
            self = .other(code, unknown: attributes.filter { $0.type != Field.code }.map(\.detached))
            return
        }
        switch code {
        case 0: self = .drop
        case 1: self = .accept
        case -1: self = .continue
        case -2: self = .break
        case -3: self = .jump(chain)
        case -4: self = .goto(chain)
        case -5: self = .return
        default: self = .other(code)
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.code, bigEndian: UInt32(bitPattern: code))
        switch self {
        case .jump(let chain), .goto(let chain): writer.attribute(Field.chain, text: chain)
        case .other(_, let unknown): writer.attributes(unknown)
        default: break
        }
    }
}
